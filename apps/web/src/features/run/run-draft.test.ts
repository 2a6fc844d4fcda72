import { expect, test } from "vitest";
import { poolFor } from "./run-draft.ts";

const own = (onlineRunners: number) => ({ id: "own", shared: false, onlineRunners });
const shared = (onlineRunners: number) => ({ id: "shared", shared: true, onlineRunners });

test("a new run goes to a pool that has a runner online, the team's own before one that it shares", () => {
  expect(poolFor([shared(3), own(1)])).toBe("own");
  expect(poolFor([own(0), shared(1)])).toBe("shared");
  expect(poolFor([own(0), shared(0)])).toBe("own");
  expect(poolFor([])).toBeUndefined();
});
