import { newId } from "@capstan/run/id";
import { expect, test } from "vitest";
import { parseCheckpoint } from "./find-checkpoint.ts";

const id = newId("checkpoint");
const run = newId("run");

test.each([
  [id, { is: "id", id }],
  ["best", { is: "kind", kind: "BEST" }],
  ["12:best", { is: "run", run: "12", kind: "BEST" }],
  [`${run}:LATEST`, { is: "run", run, kind: "LATEST" }],
  ["my run: second:final", { is: "run", run: "my run: second", kind: "FINAL" }],
  ["production", { is: "alias", alias: "production" }],
] as const)("%s", (words, meant) => {
  expect(parseCheckpoint(words)).toEqual(meant);
});

test("a word that is no kind is refused, with the kinds", () => {
  expect(() => parseCheckpoint("12:newest")).toThrow(/latest, best, periodic, final/);
});

test("CATR's path of a .pth file is refused, saying what to name instead", () => {
  expect(() => parseCheckpoint("checkpoints/best_model.pth")).toThrow(
    /capstan checkpoint import checkpoints\/best_model\.pth --alias mine; then name it by its alias/,
  );
});
