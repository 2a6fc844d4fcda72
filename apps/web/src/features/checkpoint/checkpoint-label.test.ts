import { expect, test } from "vitest";
import { checkpointLabel } from "./checkpoint-label.ts";

const checkpoint = {
  name: "Run #1, step 1200",
  run: { name: "First look" },
  step: 1200,
  kinds: ["LATEST", "BEST"],
  aliases: ["demo"],
  validationLoss: 0.4327,
};

test("a checkpoint is told by its run, step, why it exists and its loss; nothing stands where there is nothing to say", () => {
  expect(checkpointLabel(checkpoint)).toBe("First look · step 1,200 · @demo, latest, best · 0.433");
  expect(checkpointLabel({ ...checkpoint, kinds: [], aliases: [], validationLoss: null })).toBe("First look · step 1,200");
});

test("weights from elsewhere have their name and aliases alone", () => {
  expect(
    checkpointLabel({ ...checkpoint, name: "Imported model.pth", run: null, step: 0, kinds: ["IMPORTED"], validationLoss: null }),
  ).toBe("Imported model.pth · @demo");
});
