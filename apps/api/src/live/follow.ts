/**
 * @file The one form of every subscription: read the table now, and again whenever something changed.
 *
 * A wake-up may be lost, merged or late, and a reconnect wakes everybody; what is read depends on the subscriber's cursor
 * alone, so none of that loses anything. Every 30 s, and when rights change, the subscriber's own are looked at again.
 */
import type { Context } from "../context.ts";
import { abortable, pause } from "./abortable.ts";
import type { Change, ChangeKind } from "./change-feed.ts";
import { ChangeQueue } from "./change-queue.ts";
import { requireStillAllowed } from "./still-allowed.ts";

const CHECK_EVERY_MS = 30_000;
/** At most ten events a second. */
const PACE_MS = 100;

export interface Followed {
  readonly teamId: string;
  readonly kinds: readonly ChangeKind[];
  /** A row's id, or a team's for all of its rows; or several such. */
  readonly of: string | readonly string[];
}

const CHECK: Change = { kind: "access", teamId: null, id: null, sequence: null };

async function pump(changes: AsyncIterable<Change>, into: ChangeQueue, as: (change: Change) => Change): Promise<void> {
  for await (const change of changes) into.push(as(change));
}

/**
 * @param read yields what is new, given the change that woke it; null at the start, and every 30 s in case a wake-up was lost.
 *   It ends when there is nothing more; when it returns false, there never will be, and the subscription completes.
 */
export function follow<Event>(ctx: Context, { teamId, kinds, of }: Followed, read: (change: Change | null) => AsyncGenerator<Event, boolean | void>): AsyncIterableIterator<Event> {
  return abortable(async function* (signal) {
    const wakes = new ChangeQueue(signal);
    for (const each of typeof of === "string" ? [of] : of) void pump(ctx.changes.watch(kinds, each, signal), wakes, (change) => change);
    void pump(ctx.changes.watch("access", teamId, signal), wakes, () => CHECK);
    if (ctx.caller.kind === "runner") void pump(ctx.changes.watch("runner", ctx.caller.id, signal), wakes, () => CHECK);
    const timer = setInterval(() => wakes.push(CHECK), CHECK_EVERY_MS);
    timer.unref();
    try {
      if ((yield* paced(read(null), signal)) === false) return;
      for await (const wake of wakes) {
        if (wake.kind === "access") await requireStillAllowed(ctx, teamId);
        if (signal.aborted) return;
        if ((yield* paced(read(wake.kind === "access" ? null : wake), signal)) === false) return;
      }
    } finally {
      clearInterval(timer);
    }
  });
}

/** Waits after each event, so that what comes meanwhile is merged. */
async function* paced<Event>(events: AsyncGenerator<Event, boolean | void>, signal: AbortSignal): AsyncGenerator<Event, boolean | void> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    if (signal.aborted) return false;
    yield next.value;
    await pause(PACE_MS, signal);
    if (signal.aborted) return false;
  }
}
