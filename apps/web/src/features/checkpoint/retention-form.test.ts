import { expect, test } from "vitest";
import { describeRetention, readRetention, textOf } from "./retention-form.ts";

const usual = { latest: 2, best: true, periodic: true, everySteps: null };

test("what is shown is what was read", () => {
  for (const choice of [usual, { latest: 7, best: false, periodic: false, everySteps: 500 }])
    expect(readRetention(textOf(choice))).toEqual({ choice });
});

test.each([
  [{ latest: "0" }, ["latest"]],
  [{ latest: "two" }, ["latest"]],
  [{ everySteps: "-1" }, ["everySteps"]],
  [{ latest: "", everySteps: "1.5" }, ["latest", "everySteps"]],
])("half-written numbers are no policy: %o", (change, fields) => {
  const read = readRetention({ ...textOf(usual), ...change });
  expect("wrong" in read && Object.keys(read.wrong)).toEqual(fields);
});

test("a policy is told in words", () => {
  expect(describeRetention(usual)).toBe("the 2 newest, the best, the periodic ones");
  expect(describeRetention({ latest: 1, best: false, periodic: false, everySteps: 500 })).toBe("the newest, one of every 500 steps");
});
