/**
 * @file What wakes subscriptions: word from the database that a row changed.
 *
 * A wake-up is a cursor, never a fact: whoever is woken reads the table. So wake-ups may be merged, and a lost one costs
 * time and nothing else. The implementation over LISTEN is in postgres-change-feed.ts.
 */

/** The kinds that the database announces; `access` says that somebody's rights changed. */
export const CHANGE_KINDS = ["run", "datasetVersion", "checkpoint", "runner", "access"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Change {
  readonly kind: ChangeKind;
  readonly teamId: string | null;
  /** What changed: an id of `kind`; for `access`, a user's or key's. Null: anything may have, read everything again. */
  readonly id: string | null;
}

export interface ChangeFeed {
  /**
   * Changes of `of` (a row's id, or a team's id for all of its rows) until `signal` aborts; then it ends without an error.
   * It listens from the moment of the call, so that a caller who reads the table afterwards misses nothing.
   * Changes of one row that nobody took yet are one; beyond 256 rows they become one change with `id: null`, and so does
   * what may have been missed while the database was away.
   */
  watch(kind: ChangeKind | readonly ChangeKind[], of: string, signal: AbortSignal): AsyncIterable<Change>;
}
