/**
 * @file Transactions of plain SQL for the calls that come hundreds of times a second: the team setting travels with BEGIN,
 * statements are prepared once per connection, and nothing stands between them and the driver. On two cores a report costs
 * less than half of what it does through Prisma's interactive transactions.
 */
import { createHash } from "node:crypto";
import pg from "pg";
import { Prisma } from "./generated/client.ts";

/** What SQL needs of a transaction, a Prisma one or ours. Answers have the same types in both: bigint for int8, Date for times. */
export interface Statements {
  $queryRaw<Rows>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Rows>;
  /** @returns how many rows it wrote. */
  $executeRaw(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

const INT8 = 20;
const types = {
  getTypeParser: ((oid: number, format?: "text") => (oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format))) as typeof pg.types.getTypeParser,
};

const names = new Map<string, string>();
/** Statements are known to the server by a name; those that are put together from parts are few, too. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash("sha256").update(text).digest("base64url").slice(0, 24)));
  return name;
}

function statementsOn(client: pg.PoolClient): Statements {
  const ask = (strings: TemplateStringsArray, values: unknown[]): Promise<pg.QueryResult> => {
    const sql = Prisma.sql(strings, ...values);
    return client.query({ name: nameOf(sql.text), text: sql.text, values: sql.values, types });
  };
  return {
    $queryRaw: async <Rows>(strings: TemplateStringsArray, ...values: unknown[]) => (await ask(strings, values)).rows as Rows,
    $executeRaw: async (strings, ...values) => (await ask(strings, values)).rowCount ?? 0,
  };
}

const ID = /^[\w-]+$/;

/** The setting is part of a text with several statements, which takes no parameters. `more`: what else is selected then. */
function begin(teamIds: readonly string[] | null, more: readonly string[] = []): string {
  const stray = teamIds?.find((id) => !ID.test(id));
  if (stray !== undefined) throw new Error(`“${stray}” is no team's id.`);
  const first = [...(teamIds ? [`set_config('app.team_ids', '${teamIds.join(",")}', true)`] : []), ...more];
  return first.length > 0 ? `BEGIN; SELECT ${first.join(", ")}` : "BEGIN";
}

/** Lends a connection of `pool` to `work`, which begins and commits. */
async function onConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    // A connection that cannot even roll back is not given to anybody else.
    await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Runs `work` in one transaction on a connection of `pool`, bound to `teamIds`; null binds it to none, for a role that sees all. */
export async function inTransaction<T>(pool: pg.Pool, teamIds: readonly string[] | null, work: (tx: Statements) => Promise<T>): Promise<T> {
  const first = begin(teamIds);
  return onConnection(pool, async (client) => {
    await client.query(first);
    const result = await work(statementsOn(client));
    await client.query("COMMIT");
    return result;
  });
}

const prepared = new WeakMap<pg.PoolClient, Set<string>>();
const literal = (value: unknown): string => {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return pg.escapeLiteral(value);
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return `${value}`;
  if (Array.isArray(value) && value.length > 0) return `ARRAY[${value.map(literal).join(", ")}]`;
  throw new Error(`A ${typeof value} is no parameter of a statement that goes in one message.`);
};

/**
 * The same for one statement, in a single message: where calls come in hundreds, most of their time goes into sending and
 * waiting. The connection keeps it prepared.
 * @param turn calls with the same text take turns; the statement begins, and so looks at the rows, when its turn has come.
 */
export async function askOnce<Row extends object>(pool: pg.Pool, teamIds: readonly string[] | null, turn: string, { text, values }: Prisma.Sql): Promise<Row[]> {
  const name = `once_${nameOf(text)}`;
  const message = `${begin(teamIds, [`pg_advisory_xact_lock(hashtextextended(${literal(turn)}, 1))::text`])};
    EXECUTE "${name}"${values.length > 0 ? `(${values.map(literal).join(", ")})` : ""}; COMMIT`;
  return onConnection(pool, async (client) => {
    let known = prepared.get(client);
    if (!known) prepared.set(client, (known = new Set()));
    if (!known.has(name)) await client.query(`PREPARE "${name}" AS ${text}`);
    known.add(name);
    // One result for each statement of the message; the driver's types know of one.
    const results = (await client.query({ text: message, types })) as unknown as pg.QueryResult<Row>[];
    return results.at(-2)!.rows;
  });
}
