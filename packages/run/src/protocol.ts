/** @file The numbers that the API and the runner agree on. Durations are milliseconds unless the name says otherwise. */

export const LEASE_SECONDS = 30;
/** A runner renews every 10 s, give or take 20 %, so that runners do not beat in step. */
export const RENEW_MS = 10_000;
export const RENEW_JITTER = 0.2;
export const REAPER_MS = 5_000;
/** When the API's own last tick is older than this, it was away: runners get a grace before they are reaped. */
export const API_AWAY_SECONDS = 15;
export const GRACE_SECONDS = 60;
/** An idle runner polls this often, give or take half; a pushed command wakes it sooner. */
export const IDLE_POLL_MS = 2_000;
export const IDLE_POLL_JITTER = 0.5;

/** A report holds at most this much; whichever comes first sends it. */
export const REPORT_POINTS_MAX = 1_000;
export const REPORT_BYTES_MAX = 512 * 1024;
export const REPORT_EVERY_MS = 1_000;

/** What may wait on the runner's disk. When it is full, training pauses: nothing is dropped. */
export const SPOOL_BYTES_MAX = 1024 ** 3;

/** A run fails after this many attempts without a newer checkpoint; a released lease does not count. */
export const ATTEMPTS_WITHOUT_PROGRESS_MAX = 5;
export const RETRY_BASE_MS = 10_000;
export const RETRY_MAX_MS = 600_000;

/** A running trainer hears of a stop or cancel within this time. */
export const TRAINER_KILL_MS = 1_000;
