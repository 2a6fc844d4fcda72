/**
 * @file How much a team's runners may report: points a second, in bursts of some seconds, and bytes a day. What is beyond it
 * is refused for a while and stays in the runner's spool, so nothing is lost and other teams' reports are not slowed.
 *
 * Counted in memory, as a row per report would be a lock on the team. Every second each replica adds its count to the team's
 * row and reads the sum, and so what the others took: together they pass the quota by a second's worth at most.
 */
import type { Reported } from "@capstan/prisma/queries/add-reported";
import { AppError } from "@capstan/run/error-code";
import type { Logger } from "pino";

export interface ReportQuotaOptions {
  readonly pointsPerSecond: number;
  readonly bytesPerDay: number;
  /** Adds to the team's row. @returns the day's sum over all replicas. */
  readonly add: (teamId: string, reported: Reported) => Promise<Reported>;
  readonly log: Logger;
  /** Milliseconds; the wall clock, whose UTC days the quota follows. */
  readonly now?: () => number;
  readonly flushMs?: number;
}

interface Account {
  /** Points that may come now; below zero after others' reports were learned of. */
  tokens: number;
  refilledMs: number;
  /** Not yet in the team's row. */
  pending: Reported;
  /** The team's row as it was last read; null: not yet. */
  known: Reported | null;
  day: number;
}

const BURST_SECONDS = 10;
const FLUSH_MS = 1_000;
const DAY_MS = 86_400_000;
const RETRY_MS_MAX = 60_000;
/** An account that is full again is as good as none. */
const KEPT_MS = 60_000;

export class ReportQuota {
  readonly #options: ReportQuotaOptions;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: ReportQuotaOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#timer = setInterval(() => void this.flush(), options.flushMs ?? FLUSH_MS);
    this.#timer.unref();
  }

  /**
   * Counts a report of the team.
   * @throws {AppError} RATE_LIMITED with the detail `retryAfterMs` when it is beyond the team's share; then it does not count.
   */
  take(teamId: string, { points, bytes }: Reported): void {
    const { pointsPerSecond, bytesPerDay } = this.#options;
    const account = this.#accountOf(teamId);
    // A report larger than what is left passes while there is anything left: the debt is waited off by the next one.
    if (account.tokens <= 0 && points > 0) {
      const retryAfterMs = Math.min(RETRY_MS_MAX, Math.ceil(((1 - account.tokens) / pointsPerSecond) * 1000));
      throw limited(
        `This team's runners report more than ${pointsPerSecond} points a second. Nothing is lost: the runner keeps its reports and sends them later. Report fewer metrics, or ask who runs Capstan for a larger share.`,
        retryAfterMs,
      );
    }
    if ((account.known?.bytes ?? 0) + account.pending.bytes + bytes > bytesPerDay) {
      const leftOfDay = (account.day + 1) * DAY_MS - this.#now();
      throw limited(
        `This team's runners have reported ${Math.round(bytesPerDay / 1e6)} MB today, which is its share. Nothing is lost: the runner keeps its reports, and they are taken from midnight UTC on. Log less, or ask who runs Capstan for a larger share.`,
        Math.min(RETRY_MS_MAX, leftOfDay),
      );
    }
    account.tokens -= points;
    account.pending = { points: account.pending.points + points, bytes: account.pending.bytes + bytes };
  }

  /** Adds what was counted to the teams' rows, and learns what other replicas counted. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushAll());
    return this.#flushing;
  }

  /** Writes down what is left to write. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #accountOf(teamId: string): Account {
    const now = this.#now();
    const day = Math.floor(now / DAY_MS);
    const { pointsPerSecond } = this.#options;
    const full = pointsPerSecond * BURST_SECONDS;
    let account = this.#accounts.get(teamId);
    if (!account)
      this.#accounts.set(teamId, (account = { tokens: full, refilledMs: now, pending: { points: 0, bytes: 0 }, known: null, day }));
    if (account.day !== day) Object.assign(account, { day, known: null });
    // A clock that was set back gives nothing for that moment, and takes nothing away.
    account.tokens = Math.min(full, account.tokens + (Math.max(0, now - account.refilledMs) / 1000) * pointsPerSecond);
    account.refilledMs = now;
    return account;
  }

  async #flushAll(): Promise<void> {
    const { add, log } = this.#options;
    for (const [teamId, account] of this.#accounts) {
      const { pending, known, day } = account;
      if (pending.bytes === 0) {
        if (this.#now() - account.refilledMs > KEPT_MS) this.#accounts.delete(teamId);
        continue;
      }
      account.pending = { points: 0, bytes: 0 };
      try {
        const sum = await add(teamId, pending);
        if (known && account.day === day) account.tokens -= Math.max(0, sum.points - known.points - pending.points);
        account.known = sum;
      } catch (error) {
        account.pending = { points: account.pending.points + pending.points, bytes: account.pending.bytes + pending.bytes };
        log.warn({ err: error, teamId }, "what a team reported could not be added up; it is tried again");
      }
    }
  }
}

const limited = (message: string, retryAfterMs: number): AppError =>
  new AppError("RATE_LIMITED", message, { path: ["metrics"], detail: { retryAfterMs } });
