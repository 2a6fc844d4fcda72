/** A transaction in one message: what it is given stays a value, and it is bound to its teams like every other. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../test/support/test-api.ts";
import { Database } from "./database.ts";
import { Prisma } from "./generated/client.ts";

let api: TestApi;
let database: Database;
beforeAll(async () => {
  api = await startTestApi();
  database = api.server.services.database;
});
afterAll(() => api?.stop());

test.each(["it's", String.raw`\' OR true; --`, "'); ROLLBACK; SELECT ('", "$1", "ü “”\n"])("%j arrives as it is", async (text) => {
  const rows = await database.statementOnce(
    [],
    text,
    Prisma.sql`SELECT json_build_object('text', ${text}::text, 'number', ${2.5}::float8, 'nothing', ${null}::text, 'no', ${false}::boolean, 'list', ${[text, "b"]}::text[])`,
  );
  expect(rows).toEqual([{ text, number: 2.5, nothing: null, no: false, list: [text, "b"] }]);
});

test("it sees its own teams, and leaves nothing behind on the connection", async () => {
  const [ada, eve] = [await api.signUp("Ada"), await api.signUp("Eve")];
  const teams = Prisma.sql`SELECT to_json(id) FROM teams`;
  expect(await database.statementOnce([ada.teamId], "a", teams)).toEqual([ada.teamId]);
  expect(await database.statementOnce([eve.teamId], "b", teams)).toEqual([eve.teamId]);
  expect(await database.statementOnce([], "c", teams)).toEqual([]);
});

test("one that fails gives its connection and its turn back", async () => {
  const divide = (by: number): Promise<number[]> => database.statementOnce([], "turn", Prisma.sql`SELECT to_json(1 / ${by}::int)`);
  for (let i = 0; i < 40; i++) await expect(divide(0)).rejects.toThrow("division by zero");
  expect(await divide(1)).toEqual([1]);
});

test("connections are opened ahead, and a server that has none to give is no failure yet", async () => {
  await database.open();
  for (const { open, idle } of database.pools) expect([open, idle]).toEqual([expect.any(Number), open]);
  expect(database.pools.find(({ role }) => role === "app")!.open).toBe(8);
  const nowhere = "postgresql://capstan_app@127.0.0.1:1/capstan";
  const unreachable = new Database({ appUrl: nowhere, systemUrl: nowhere });
  await unreachable.open();
  await expect(unreachable.statementOnce([], "turn", Prisma.sql`SELECT to_json(1)`)).rejects.toThrow("ECONNREFUSED");
  await unreachable.close();
});
