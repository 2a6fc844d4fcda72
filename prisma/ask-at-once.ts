/**
 * @file One statement as a transaction of its own, there and back in one message: for calls that come hundreds of times a
 * second, and would spend most of their time on sending, waiting and reading columns.
 *
 * Up to a Sync, PostgreSQL takes what it is sent for one transaction. The driver syncs after each statement; a call that sends
 * two is given to it as its cursors are, by `submit` (docs/adr/0005-claims-in-one-message.md).
 */
import type pg from "pg";
// @ts-expect-error -- what the driver's own cursors take from it, its types leave out
import { prepareValue } from "pg/lib/utils.js";
import type { BoundStatement } from "./fixed-statement.ts";
import { ANNOUNCED_AFTERWARDS, nameOf, settingOf } from "./statements.ts";

/**
 * Before the statement: its teams, who sends word, its turn, and one plan for all values. What is asked so often finds its rows
 * by keys; left alone, each connection plans its first five calls for their values, for milliseconds each.
 */
const BEFORE = "before_once";
const PREPARE_BEFORE = `PREPARE ${BEFORE} (text, text) AS SELECT set_config('app.team_ids', $1, true), ${ANNOUNCED_AFTERWARDS},
  set_config('plan_cache_mode', 'force_generic_plan', true), pg_advisory_xact_lock(hashtextextended($2, 1))`;

type Row = readonly (string | null)[];

/** Two prepared statements and a Sync, in the form that the driver's queue takes. */
class Call implements pg.Submittable {
  readonly #statements: readonly { readonly statement: string; readonly values: (string | Buffer | null)[] }[];
  readonly #rows: Row[] = [];
  readonly #done = Promise.withResolvers<readonly Row[]>();
  /** The rows of both. Rejects with what PostgreSQL says, which then has changed nothing. */
  readonly rows = this.#done.promise;

  constructor(...statements: readonly (readonly [name: string, values: readonly unknown[]])[]) {
    this.#statements = statements.map(([statement, values]) => ({
      statement,
      values: values.map(prepareValue as (value: unknown) => string | Buffer | null),
    }));
  }

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    for (const bound of this.#statements) {
      connection.bind(bound, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.#rows.push(fields);
  }
  handleCommandComplete(): void {}
  handleError(error: Error): void {
    this.#done.reject(error);
  }
  handleReadyForQuery(): void {
    this.#done.resolve(this.#rows);
  }
}

const prepared = new WeakMap<pg.PoolClient, Set<string>>();

/** Has the connection know the statement, from its first use on. @returns the name that it goes by. */
async function prepare(client: pg.PoolClient, text: string): Promise<string> {
  const name = `once_${nameOf(text)}`;
  let known = prepared.get(client);
  if (!known) {
    await client.query(PREPARE_BEFORE);
    prepared.set(client, (known = new Set()));
  }
  if (!known.has(name)) await client.query(`PREPARE "${name}" AS ${text}`);
  known.add(name);
  return name;
}

/**
 * The transaction sends no word of a run that it changes: the caller does, once it is committed (announcements.ts).
 * @param teamIds null: under a role that sees all teams.
 * @param turn calls with the same text take turns; the statement begins, and so looks at the rows, when its turn has come.
 * @param statement answers one column of JSON: names and types of fifty columns would otherwise travel, and be read, with each answer.
 */
export async function askAtOnce<Answer>(
  pool: pg.Pool,
  teamIds: readonly string[] | null,
  turn: string,
  statement: BoundStatement,
): Promise<Answer[]> {
  const client = await pool.connect();
  try {
    const call = new Call([BEFORE, [settingOf(teamIds ?? []), turn]], [await prepare(client, statement.text), statement.values]);
    client.query(call);
    const [_before, ...rows] = await call.rows;
    return rows.map(([json]) => JSON.parse(json ?? "null") as Answer);
  } finally {
    client.release();
  }
}
