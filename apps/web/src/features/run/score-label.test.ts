import { expect, test } from "vitest";
import { scoreLabel } from "./score-label.ts";

test("scores have names that people read", () => {
  expect(["cider", "bleu1", "bleu4", "exactMatch", "distinctCaptions"].map(scoreLabel)).toEqual(
    ["CIDEr-D", "BLEU-1", "BLEU-4", "Exact match", "Distinct captions"],
  );
});
