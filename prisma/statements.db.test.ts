/** A transaction in one message: what it is given stays a value, and it is bound to its teams like every other. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../test/support/test-api.ts";
import type { Database } from "./database.ts";
import { Prisma } from "./generated/client.ts";

let api: TestApi;
let database: Database;
beforeAll(async () => {
  api = await startTestApi();
  database = api.server.services.database;
});
afterAll(() => api?.stop());

test.each(["it's", String.raw`\' OR true; --`, "'); ROLLBACK; SELECT ('", "$1", "ü “”\n"])("%j arrives as it is", async (text) => {
  const rows = await database.statementOnce([], text, Prisma.sql`SELECT ${text}::text AS text, ${2.5}::float8 AS number, ${null}::text AS nothing, ${false}::boolean AS no, ${[text, "b"]}::text[] AS list`);
  expect(rows).toEqual([{ text, number: 2.5, nothing: null, no: false, list: [text, "b"] }]);
});

test("it sees its own teams, and leaves nothing behind on the connection", async () => {
  const [ada, eve] = [await api.signUp("Ada"), await api.signUp("Eve")];
  const teams = Prisma.sql`SELECT id FROM teams`;
  expect(await database.statementOnce([ada.teamId], "a", teams)).toEqual([{ id: ada.teamId }]);
  expect(await database.statementOnce([eve.teamId], "b", teams)).toEqual([{ id: eve.teamId }]);
  expect(await database.statementOnce([], "c", teams)).toEqual([]);
});

test("one that fails gives its connection and its turn back", async () => {
  const divide = (by: number): Promise<object[]> => database.statementOnce([], "turn", Prisma.sql`SELECT 1 / ${by}::int AS result`);
  for (let i = 0; i < 40; i++) await expect(divide(0)).rejects.toThrow("division by zero");
  expect(await divide(1)).toEqual([{ result: 1 }]);
});
