/** @file Which runners are online: said in one place for a row that was read, and for a query. */
import type { RunnerRow } from "./runner-ref.ts";

/** An idle runner polls every few seconds, a training one renews every ten: this much silence is more than a missed beat. */
const ONLINE_MS = 45_000;

export const isOnline = (runner: RunnerRow): boolean =>
  runner.revokedAt === null && runner.lastSeenAt !== null && Date.now() - runner.lastSeenAt.getTime() < ONLINE_MS;

/** What a query asks of runners for the same. */
export const onlineNow = (): { revokedAt: null; lastSeenAt: { gt: Date } } => ({
  revokedAt: null,
  lastSeenAt: { gt: new Date(Date.now() - ONLINE_MS) },
});
