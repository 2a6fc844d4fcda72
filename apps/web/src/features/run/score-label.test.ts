import { expect, test } from "vitest";
import { scoreLabel, scoreText } from "./score-label.ts";

test("scores have names that people read", () => {
  expect(["cider", "bleu1", "bleu4", "exactMatch", "distinctCaptions"].map(scoreLabel)).toEqual([
    "CIDEr-D",
    "BLEU-1",
    "BLEU-4",
    "Exact match",
    "Distinct captions",
  ]);
});

test("a score is shown with its interval, and alone where none was taken", () => {
  expect(scoreText({ value: 0.8213, low: 0.779, high: 0.8612 })).toBe("0.82 (0.78-0.86)");
  expect(scoreText({ value: 0.8213, low: null, high: null })).toBe("0.821");
  expect(scoreText(undefined)).toBe("–");
});
