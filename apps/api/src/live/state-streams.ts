/** @file Subscriptions to a row: as it is now, then whenever it changed. Whoever reads slowly gets the newest, which says all. */
import type { Context, Services } from "../context.ts";
import type { ChangeKind } from "./change-feed.ts";
import { follow, paced } from "./follow.ts";
import { SharedStreams } from "./shared-streams.ts";
import { watchRows } from "./watch-rows.ts";

interface Followed {
  readonly teamId: string;
  readonly id: string;
}
interface Version<Row> {
  readonly row: Row | null;
}
export interface StateOptions<Row> {
  readonly kind: ChangeKind;
  /** The row; null when it is gone. */
  read(database: Services["database"], what: Followed): Promise<Row | null>;
  /** Whether `next` says anything that `row` did not. */
  isNews(next: Row, row: Row): boolean;
  /** Nothing will change any more. */
  isOver?(row: Row): boolean;
}

export class StateStreams<Row> {
  readonly #options: StateOptions<Row>;
  readonly #streams = new SharedStreams<Version<Row>>({ key: () => 0, bytes: () => 0 });

  constructor(options: StateOptions<Row>) {
    this.#options = options;
  }

  /** Completes when the row is gone, or nothing will change any more. */
  follow(ctx: Context, what: Followed): AsyncIterableIterator<Row> {
    return follow(ctx, what.teamId, (signal) => this.#rows(ctx, what, signal));
  }

  async *#rows(ctx: Context, what: Followed, signal: AbortSignal): AsyncGenerator<Row, void> {
    const { read, isNews, isOver = () => false } = this.#options;
    const begin = { from: { row: null }, events: (_from: Version<Row>, until: AbortSignal) => this.#versions(ctx, what, until) };
    // Joined before the first look: what changes in between is seen twice, never missed.
    const { reader } = this.#streams.join(ctx.changes, what.id, begin, signal);
    const first = await read(ctx.database, what);
    if (!first || signal.aborted) return;
    yield first;
    let seen: Row = first;
    if (isOver(seen)) return;
    for await (const { event } of reader) {
      if (!event?.row) return;
      if (!isNews(event.row, seen)) continue;
      seen = event.row;
      yield seen;
      if (isOver(seen)) return;
    }
  }

  /** The row at each change; last, null when it is gone. */
  async *#versions({ changes, database }: Context, what: Followed, signal: AbortSignal): AsyncGenerator<Version<Row>, void> {
    const { kind, read, isNews } = this.#options;
    async function* fresh(): AsyncGenerator<Version<Row>, void> {
      let last: Row | null = null;
      for await (const _wake of watchRows(changes, [{ kinds: [kind], of: what.id }], signal)) {
        const row = await read(database, what);
        if (row && last && !isNews(row, last)) continue;
        last = row;
        yield { row };
        if (!row) return;
      }
    }
    yield* paced(fresh(), signal);
  }
}
