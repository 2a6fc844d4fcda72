import fc from "fast-check";
import { expect, test } from "vitest";
import { ID_PREFIXES, kindOf, newId, type IdKind } from "./id.ts";

const kinds = Object.keys(ID_PREFIXES) as IdKind[];

test("an id names its kind", () => {
  for (const kind of kinds) expect(kindOf(newId(kind))).toBe(kind);
});

test("ids sort by the time they were made", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 42 }), fc.integer({ min: 1, max: 1e9 }), (ms, later) => newId("run", ms) < newId("run", ms + later)),
  );
});

test("what is not an id of ours has no kind", () => {
  for (const text of ["", "run_", "run_123", "job_06h8q8s0r4eqb8d3z1g0000000", `${newId("run")}x`, newId("run").toUpperCase()])
    expect(kindOf(text)).toBeNull();
});

test("prefixes are unique", () => {
  expect(new Set(Object.values(ID_PREFIXES)).size).toBe(kinds.length);
});
