import { expect, test } from "vitest";
import { fixedStatement } from "./fixed-statement.ts";
import { Prisma } from "./generated/client.ts";

test("it is put together once, and asked with each call's values, in their places", () => {
  let composed = 0;
  const statement = fixedStatement<{ readonly id: string; readonly count: number }>(({ id, count }) => {
    composed++;
    return Prisma.sql`SELECT ${id}, ${count} WHERE ${id} <> ${Prisma.sql`lower(${id})`}`;
  });
  const text = "SELECT $1, $2 WHERE $3 <> lower($4)";
  expect(statement({ id: "A", count: 1 })).toEqual({ text, values: ["A", 1, "A", "A"] });
  expect(statement({ count: 2, id: "B" })).toEqual({ text, values: ["B", 2, "B", "B"] });
  expect(composed).toBe(1);
});

test("a value that is not one of the call's would stay for all calls, and is refused", () => {
  const statement = fixedStatement<{ readonly id: string }>(({ id }) => Prisma.sql`SELECT ${id}, ${7}`);
  expect(() => statement({ id: "a" })).toThrow("“7” would stay in the statement for all calls.");
});
