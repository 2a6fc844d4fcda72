/** @file Asks all checks of one moment of a database, and changes nothing. */
import pg from "pg";
import { CHECKS, type Check } from "./checks.ts";

/** A type and not an interface, so that it prints as any record does. */
export type Finding = {
  readonly invariant: Check["invariant"];
  readonly name: string;
  readonly means: string;
  /** What breaks it. */
  readonly broken: number;
  /** The first of them. */
  readonly ids: readonly string[];
};

const IDS_SHOWN = 5;

async function ask(client: pg.ClientBase, { invariant, name, means, sql }: Check): Promise<Finding> {
  const { rows } = await client.query<{ ids: string[] | null; broken: string }>(
    `WITH broken AS MATERIALIZED (${sql}) SELECT count(*) AS broken, (SELECT array_agg(id ORDER BY id) FROM (SELECT id::text FROM broken ORDER BY 1 LIMIT ${IDS_SHOWN}) f) AS ids FROM broken`,
  );
  return { invariant, name, means, broken: Number(rows[0]!.broken), ids: rows[0]!.ids ?? [] };
}

/** All checks, in the transaction that `client` is in. */
export async function askAll(client: pg.ClientBase): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(await ask(client, check));
  return findings;
}

/**
 * @param url of a role that sees all teams: the owner that looks past row-level security, or the API's system role.
 * @returns a finding for each check, those that nothing breaks included.
 */
export async function runChecks(url: string): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: url, application_name: "capstan audit" });
  client.on("error", () => {});
  await client.connect();
  try {
    // One moment for all checks: between two of them nothing moves.
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return await askAll(client);
  } finally {
    await client.end();
  }
}
