/** @file Says when to read the table: at once, whenever a row changed, and every 30 s in case word of a change was lost. */
import type { Change, ChangeFeed, ChangeKind } from "./change-feed.ts";
import { ChangeQueue } from "./change-queue.ts";

const LOOK_EVERY_MS = 30_000;
/** "access" is no row's kind, so nobody who watches rows hears it from the feed. */
const LOOK: Change = { kind: "access", teamId: null, id: null };

export interface Watched {
  readonly kinds: readonly ChangeKind[];
  /** A row's id, or a team's for all of its rows. */
  readonly of: string;
}

/** Moves what `changes` says into a queue that merges, until they end. */
export async function pump(changes: AsyncIterable<Change>, into: ChangeQueue): Promise<void> {
  for await (const change of changes) into.push(change);
}

/** Null: look whether there is anything new; else what changed. Ends when `signal` aborts. */
export async function* watchRows(
  changes: ChangeFeed,
  watched: readonly Watched[],
  signal: AbortSignal,
): AsyncGenerator<Change | null, void> {
  const wakes = new ChangeQueue(signal);
  for (const { kinds, of } of watched) void pump(changes.watch(kinds, of, signal), wakes);
  const timer = setInterval(() => wakes.push(LOOK), LOOK_EVERY_MS);
  timer.unref();
  try {
    yield null;
    for await (const wake of wakes) yield wake.kind === LOOK.kind ? null : wake;
  } finally {
    clearInterval(timer);
  }
}
