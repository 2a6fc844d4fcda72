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
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

const names = new Map<string, string>();
/** Statements are known to the server by a name; those that are put together from parts are few, too. */
export function nameOf(text: string): string {
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

/** The value of app.team_ids. */
export function settingOf(teamIds: readonly string[]): string {
  const stray = teamIds.find((id) => !ID.test(id));
  if (stray !== undefined) throw new Error(`“${stray}” is no team's id.`);
  return teamIds.join(",");
}
/** Keeps the transaction from sending word of the runs that it changes: whoever commits it does so afterwards (announcements.ts). */
export const ANNOUNCED_AFTERWARDS = "set_config('app.announces', 'after', true)";

/**
 * Runs `work` in one transaction on a connection of `pool`, bound to `teamIds`.
 * @param word who sends word of the runs that it changes: the transaction itself, or the caller, afterwards.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  teamIds: readonly string[],
  word: "itself" | "afterwards",
  work: (tx: Statements) => Promise<T>,
): Promise<T> {
  // A text with several statements takes no parameters.
  const first = `BEGIN; SELECT set_config('app.team_ids', '${settingOf(teamIds)}', true)${word === "afterwards" ? `, ${ANNOUNCED_AFTERWARDS}` : ""}`;
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(first);
    const result = await work(statementsOn(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given to anybody else.
    await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
