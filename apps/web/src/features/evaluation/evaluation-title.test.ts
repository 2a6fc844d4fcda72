import { expect, test } from "vitest";
import { evaluationTitle } from "./evaluation-title.ts";

test("names the pictures and the search", () => {
  const datasetVersion = { number: 2, dataset: { name: "Shapes" } };
  expect(evaluationTitle({ split: "TEST", beamWidth: 3, datasetVersion })).toBe("Shapes v2, test, beam 3");
  expect(evaluationTitle({ split: "VAL", beamWidth: 1, datasetVersion })).toBe("Shapes v2, val, greedy");
});
