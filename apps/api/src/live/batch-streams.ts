/**
 * @file Subscriptions that go on from a cursor: curves and logs. Whoever is at the head takes the batches that all share;
 * whoever is behind, because it has just come or reads slowly, reads the table up to there, in larger batches.
 */
import type { Context, Services } from "../context.ts";
import { pause } from "./abortable.ts";
import { follow, PACE_MS, paced } from "./follow.ts";
import { SharedReads } from "./shared-reads.ts";
import { SharedStreams } from "./shared-streams.ts";
import { watchRows } from "./watch-rows.ts";

interface Batch {
  /** The cursor after it. */
  readonly sequence: number;
}
/** What a subscriber is sent. */
export type Sent<B> = B & {
  /** How many batches were dropped, and read from the table instead, because the subscriber read slowly; not there: none. */
  readonly merged?: number;
};
/** A batch in its place: whoever is at `after` may take it. Without a batch: where the stream began. */
interface Link<B> {
  readonly after: number;
  readonly sequence: number;
  readonly batch: B | null;
}
interface Followed {
  readonly teamId: string;
  readonly runId: string;
}
type Read<What, B> = (
  database: Services["database"],
  what: What,
  range: { readonly after: number; readonly upTo: number | null },
) => Promise<B | null>;

export class BatchStreams<What extends Followed, B extends Batch> {
  readonly #read: Read<What, B>;
  readonly #streams: SharedStreams<Link<B>>;
  readonly #catchingUp = new SharedReads<B | null>();

  /** @param read the next batch of what came after a cursor, or null; `bytes` of it as JSON, about. */
  constructor({ read, bytes }: { read: Read<What, B>; bytes: (batch: B) => number }) {
    this.#read = read;
    this.#streams = new SharedStreams({ key: ({ sequence }) => sequence, bytes: ({ batch }) => (batch ? bytes(batch) : 0) });
  }

  /** @param head the run's sequence a moment ago; `after`, the subscriber's cursor. */
  follow(ctx: Context, what: What, { after, head }: { after: number; head: number }): AsyncIterableIterator<Sent<B>> {
    return follow(ctx, what.teamId, (signal) => this.#batches(ctx, what, { after, head }, signal));
  }

  async *#batches(
    ctx: Context,
    what: What,
    { after, head }: { after: number; head: number },
    signal: AbortSignal,
  ): AsyncGenerator<Sent<B>, void> {
    const { changes, database } = ctx;
    const key = JSON.stringify(what);
    const from: Link<B> = { after: head, sequence: head, batch: null };
    const { reader, last } = this.#streams.join(
      changes,
      key,
      { from, events: (link, until) => this.#head(ctx, what, link, until) },
      signal,
    );
    let at = after;
    let merged = 0;
    const read = (upTo: number): Promise<B | null> =>
      this.#catchingUp.read(`${key} ${at} ${upTo}`, () => this.#read(database, what, { after: at, upTo }));
    async function* catchUp(upTo: number): AsyncGenerator<Sent<B>, void> {
      for (let batch; at < upTo && !signal.aborted && (batch = await read(upTo)); await pause(PACE_MS, signal)) {
        at = batch.sequence;
        yield merged > 0 ? { ...batch, merged } : batch;
        merged = 0;
      }
      at = Math.max(at, upTo);
    }
    yield* catchUp(last().sequence);
    for await (const taken of reader) {
      merged += taken.merged;
      if (taken.event === null) yield* catchUp(last().sequence);
      else if (taken.event.after === at) {
        at = taken.event.sequence;
        yield taken.event.batch!;
      } else if (taken.event.sequence > at) yield* catchUp(taken.event.sequence);
    }
  }

  /** The batches at the head of a run, as they come. */
  async *#head({ changes, database }: Context, what: What, from: Link<B>, signal: AbortSignal): AsyncGenerator<Link<B>, void> {
    let at = from.sequence;
    const read = this.#read;
    async function* fresh(): AsyncGenerator<Link<B>, void> {
      for await (const _wake of watchRows(changes, [{ kinds: ["run"], of: what.runId }], signal)) {
        for (let batch; (batch = await read(database, what, { after: at, upTo: null })); at = batch.sequence)
          yield { after: at, sequence: batch.sequence, batch };
      }
    }
    yield* paced(fresh(), signal);
  }
}
