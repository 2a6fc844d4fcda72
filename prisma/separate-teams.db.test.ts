/** The second wall between teams, on its own: what the database gives to a request that forgot to say whose rows it wants. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Tx } from "./database.ts";
import { makeFixture, type Fixture } from "../test/support/fixture.ts";
import { startTestApi, type TestApi, type TestUser } from "../test/support/test-api.ts";

let api: TestApi;
let database: Database;
let ada: TestUser;
let eve: TestUser;
let theirs: Fixture;
let tables: string[];

beforeAll(async () => {
  api = await startTestApi();
  database = api.server.services.database;
  [ada, eve] = [await api.signUp("Ada"), await api.signUp("Eve")];
  const { store } = api.server.services;
  await makeFixture({ database, store, teamId: ada.teamId, userId: ada.userId });
  theirs = await makeFixture({ database, store, teamId: eve.teamId, userId: eve.userId });
  const rows = await api.database.query<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'team_id' AND NOT a.attisdropped ORDER BY 1",
  );
  tables = rows.map(({ name }) => name);
});
afterAll(() => api?.stop());

const count = async (tx: Tx, table: string, where = "true"): Promise<number> => {
  const [row] = await tx.$queryRawUnsafe<{ rows: number }[]>(`SELECT count(*)::int AS rows FROM "${table}" WHERE ${where}`);
  return row!.rows;
};
/** Runs in a transaction of Ada's team that is always undone. */
async function undone(sql: string): Promise<{ changed: number } | { error: string }> {
  const undo = new Error("undo");
  let changed = -1;
  try {
    await database.forTeams([ada.teamId], async (tx) => {
      changed = await tx.$executeRawUnsafe(sql);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) return { error: String((error as Error).message) };
  }
  return { changed };
}

describe("the catalog", () => {
  it("forces row-level security on every table of teams, with a policy for each of our two roles", async () => {
    expect(tables.length).toBeGreaterThan(20);
    for (const table of [...tables, "teams", "users", "sessions", "accounts", "verifications"]) {
      const [state] = await api.database.query("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::regclass", [
        table,
      ]);
      expect(state, table).toEqual({ relrowsecurity: true, relforcerowsecurity: true });
    }
    for (const table of tables) {
      const policies = await api.database.query<{ policyname: string; roles: string; qual: string; with_check: string }>(
        "SELECT policyname, roles::text, qual, with_check FROM pg_policies WHERE tablename = $1 ORDER BY 1",
        [table],
      );
      expect(
        policies.map(({ policyname, roles }) => [policyname, roles]),
        table,
      ).toEqual([
        ["system_rows", "{capstan_system}"],
        ["team_rows", "{capstan_app}"],
      ]);
      for (const text of [policies[1]!.qual, policies[1]!.with_check]) expect(text, table).toMatch(/^\(team_id = ANY \(.*app_team_ids\(\)/);
    }
  });

  it("leaves no table without a team but those of people and the platform", async () => {
    const rows = await api.database.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
    );
    const others = rows.map(({ name }) => name).filter((name) => !tables.includes(name));
    expect(others.sort()).toEqual(["_prisma_migrations", "accounts", "platform_ticks", "sessions", "teams", "users", "verifications"]);
  });

  it("gives neither role a way around: no ownership, no bypass, no view or function with its owner's rights", async () => {
    const roles = await api.database.query(
      "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'capstan_%' ORDER BY 1",
    );
    const plain = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    expect(roles).toEqual([
      { rolname: "capstan_app", ...plain },
      { rolname: "capstan_system", ...plain },
    ]);
    expect(
      await api.database.query("SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'capstan_%'"),
    ).toEqual([]);
    expect(
      await api.database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"),
    ).toEqual([]);
    expect(await api.database.query("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")).toEqual([]);
  });

  it("lets no reference between teams' rows leave the team", async () => {
    const loose = await api.database.query(
      `
      SELECT con.conname FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_class f ON f.oid = con.confrelid
      WHERE con.contype = 'f' AND c.relname = ANY ($1) AND f.relname = ANY ($1)
        AND NOT EXISTS (SELECT FROM unnest(con.conkey) k JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k WHERE a.attname = 'team_id')`,
      [tables],
    );
    // A door points to the operator's pool. Requests cannot write it: see below.
    expect(loose).toEqual([{ conname: "pools_shared_pool_id_fkey" }]);
  });

  it("lets requests neither make nor move a door to the operator's pools", async () => {
    expect(await undone("UPDATE pools SET shared_pool_id = id")).toEqual({ error: expect.stringContaining("permission denied") });
    expect(
      await undone(`INSERT INTO pools (id, team_id, name, shared_pool_id) SELECT id || 'x', team_id, 'x', id FROM pools LIMIT 1`),
    ).toEqual({ error: expect.stringContaining("permission denied") });
    expect(await undone("UPDATE pools SET last_claimed_at = now()")).toEqual({ error: expect.stringContaining("permission denied") });
  });
});

describe("a request", () => {
  it("that says no team sees nothing, in every table", async () => {
    for (const table of [...tables, "teams"]) expect(await database.forTeams([], (tx) => count(tx, table)), table).toBe(0);
  });

  it("sees its own team's rows and no others, in every table", async () => {
    const seen: string[] = [];
    for (const table of tables) {
      const [own, foreign] = await database.forTeams([ada.teamId], async (tx) => [
        await count(tx, table),
        await count(tx, table, `team_id <> '${ada.teamId}'`),
      ]);
      expect(foreign, table).toBe(0);
      if (own > 0) seen.push(table);
    }
    // The fixture fills nearly all of them, so that “no foreign row” says something.
    expect(tables.filter((table) => !seen.includes(table))).toEqual(
      ["config_revisions", "epoch_summaries", "log_lines", "metric_buckets", "metric_points", "run_moves", "samples"].filter((table) =>
        tables.includes(table),
      ),
    );
  });

  it("changes, removes and makes no row of another team, in any table", async () => {
    for (const table of tables) {
      for (const sql of [
        `UPDATE "${table}" SET team_id = team_id WHERE team_id = '${eve.teamId}'`,
        `DELETE FROM "${table}" WHERE team_id = '${eve.teamId}'`,
      ]) {
        const outcome = await undone(sql);
        if ("error" in outcome) expect(outcome.error, sql).toMatch(/permission denied/);
        else expect(outcome.changed, sql).toBe(0);
      }
      const moved = await undone(`UPDATE "${table}" SET team_id = '${eve.teamId}' WHERE team_id = '${ada.teamId}'`);
      if ("error" in moved) expect(moved.error, table).toMatch(/row-level security|permission denied|foreign key/);
      else expect(moved.changed, table).toBe(0);
    }
    const insert = await undone(`INSERT INTO pools (id, team_id, name) VALUES ('pool_x', '${eve.teamId}', 'x')`);
    expect(insert).toEqual({ error: expect.stringMatching(/row-level security/) });
  });

  it("cannot point to another team's row, which a plain foreign key would take", async () => {
    const outcome = await undone(
      `INSERT INTO runners (id, team_id, pool_id, name, token_hash) VALUES ('rnr_x', '${ada.teamId}', '${theirs.pool}', 'x', 'x')`,
    );
    expect(outcome).toEqual({ error: expect.stringMatching(/foreign key|runners_team_id_pool_id_fkey/) });
  });

  it("adds evidence, and changes or removes none, not even its own team's", async () => {
    for (const table of ["audit_events", "run_moves", "config_revisions"]) {
      for (const sql of [`UPDATE ${table} SET team_id = team_id`, `DELETE FROM ${table}`])
        expect(await undone(sql), sql).toEqual({ error: expect.stringMatching(/permission denied/) });
    }
  });

  it("reads nothing of how people sign in, and of people only its team mates", async () => {
    for (const table of ["sessions", "accounts", "verifications", "_prisma_migrations", "platform_ticks"]) {
      await expect(
        database.forTeams([ada.teamId], (tx) => count(tx, table)),
        table,
      ).rejects.toThrow(/permission denied/);
    }
    const people = await database.forTeams([ada.teamId], (tx) => tx.user.findMany({ select: { id: true } }));
    expect(people).toEqual([{ id: ada.userId }]);
  });
});

describe("the setting", () => {
  it("never outlives its transaction: two thousand interleaved requests of two teams on a pool of four see no foreign row", async () => {
    const small = api.database.open(4);
    let foreign = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = 0; i < 250; i++) {
          const teamId = (i + worker) % 3 === 0 ? null : (i + worker) % 2 ? ada.teamId : eve.teamId;
          const rows = await small.forTeams(teamId ? [teamId] : [], (tx) => tx.run.findMany({ select: { teamId: true } }));
          foreign += rows.filter((row) => row.teamId !== teamId).length;
          if (teamId) expect(rows.length).toBeGreaterThan(0);
        }
      }),
    );
    expect(foreign).toBe(0);
  });
});
