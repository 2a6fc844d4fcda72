import { describe, expect, test } from "vitest";
import { BROKEN, PROTOCOL } from "./rules.ts";
import { search } from "./search.ts";
import type { Bounds } from "./world.ts";

/** Small enough for every test run; `npm run model` goes farther. */
const BOUNDS: Bounds = { runners: 2, steps: 2, leases: 2, claims: 1, wishes: 0, attemptsMax: 2 };

test("no interleaving of two runners, a bad network, restarts and the reaper breaks an invariant", () => {
  const { found, states, depth } = search(PROTOCOL, BOUNDS);
  expect(found).toBeNull();
  // Fewer would mean that something can no longer happen in the model.
  expect({ states, depth }).toEqual({ states: 65_334, depth: 16 });
});

describe("the model catches a server for which it is true that", () => {
  test.each(BROKEN.map(({ name, rules }) => [name, rules] as const))("%s", (_, rules) => {
    const { found } = search(rules, BOUNDS);
    expect(found?.broken).toMatch(/^I[1-6]: /);
    expect(found!.trace.length).toBeGreaterThan(1);
  });
});

test("every rule is left out by one of the broken variants", () => {
  const leftOut = BROKEN.flatMap(({ rules }) => Object.entries(rules).filter(([, holds]) => !holds));
  expect(leftOut.map(([rule]) => rule).toSorted()).toEqual(Object.keys(PROTOCOL).toSorted());
});

test("what people ask for breaks nothing either", () => {
  expect(search(PROTOCOL, { ...BOUNDS, steps: 1, wishes: 1 }).found).toBeNull();
});

test("a search that would leave states out says so", () => {
  expect(() => search(PROTOCOL, BOUNDS, 1000)).toThrow("more than 1000 states");
});
