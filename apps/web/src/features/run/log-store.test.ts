import { expect, test } from "vitest";
import { mergeLines, type LogLine } from "./log-store.ts";

const line = (sequence: number): LogLine => ({
  sequence,
  attempt: 1,
  at: "2026-01-01T00:00:00Z",
  level: "INFO",
  message: `line ${sequence}`,
});
const merge = (...batches: number[][]) =>
  batches.reduce<readonly LogLine[]>((lines, batch) => mergeLines(lines, batch.map(line), 5), []).map((l) => l.sequence);

test("lines stand in order, each once, also when history and stream overlap", () => {
  expect(merge([1, 2, 3], [4])).toEqual([1, 2, 3, 4]);
  expect(merge([3, 4], [1, 2, 3])).toEqual([1, 2, 3, 4]);
  expect(merge([1, 2], [2, 3])).toEqual([1, 2, 3]);
});

test("only the newest are kept", () => {
  expect(merge([1, 2, 3, 4], [5, 6, 7])).toEqual([3, 4, 5, 6, 7]);
});
