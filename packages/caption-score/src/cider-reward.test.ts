import { expect, test } from "vitest";
import { CiderReward } from "./cider-reward.ts";
import { ciderD } from "./cider-d.ts";
import { ptbTokens } from "./ptb-tokens.ts";

const PICTURES = [
  { id: "a", references: ["A red circle above a square.", "a red circle over a blue square"] },
  { id: "b", references: ["A blue star left of a ring.", "a star beside a ring"] },
  { id: "c", references: ["Two green squares.", "green squares side by side"] },
];

test("is CIDEr-D of the words and the end mark, where the training references say what is rare", () => {
  const reward = new CiderReward(PICTURES);
  const captions = ["a red circle above a star", "a blue star left of a ring", "two squares"];
  const withEnd = (text: string): string[] => [...ptbTokens(text), "[SEP]"];
  const { perPicture } = ciderD(
    PICTURES.map(({ references }, i) => ({ hypothesis: withEnd(captions[i]!), references: references.map(withEnd) })),
  );
  for (const [i, { id }] of PICTURES.entries()) expect(reward.of(id, captions[i]!, true)).toBeCloseTo(perPicture[i]!, 12);
});

test("a caption that breaks off earns less than the same one with its end, and a wrong end less than a right one", () => {
  const reward = new CiderReward(PICTURES);
  expect(reward.of("a", "a red circle above a square", true)).toBeGreaterThan(reward.of("a", "a red circle above a square", false));
  expect(reward.of("a", "a red circle above a square", true)).toBeGreaterThan(reward.of("a", "a red circle above a", true));
  expect(reward.of("a", "", false)).toBe(0);
});

test("a picture without references is a mistake of the caller", () => {
  expect(() => new CiderReward(PICTURES).of("z", "a ring", true)).toThrow(RangeError);
});
