import { expect, test } from "vitest";
import { heatPixels, shownTokens } from "./token-view.ts";

const tokens = (...texts: string[]) => texts.map((text) => ({ text, logProbability: Math.log(0.5) }));

test("pieces of a word are joined, punctuation hugs it, marks are left out", () => {
  expect(
    shownTokens(tokens("[CLS]", "a", "snow", "##board", "##er", "jumps", ".", "[SEP]"), "")
      .map(({ text }) => text)
      .join(""),
  ).toBe("a snowboarder jumps.");
});

test("the first word has the capital that the caption gives it", () => {
  expect(shownTokens(tokens("a", "dog"), "A dog").map(({ text }) => text)).toEqual(["A", " dog"]);
  expect(shownTokens(tokens("two", "dogs"), "A dog")[0]!.text).toBe("two");
});

test("a token keeps its place in the answer, so that its attention is found", () => {
  expect(shownTokens(tokens("[CLS]", "a", "dog"), "").map(({ index }) => index)).toEqual([1, 2]);
});

test("doubt is what probability leaves", () => {
  expect(shownTokens(tokens("a"), "")[0]).toMatchObject({ probability: expect.closeTo(0.5, 10), doubt: expect.closeTo(0.5, 10) });
});

test("the heat map is strongest where most was looked, and empty where nothing was", () => {
  expect([...heatPixels([0, 0.5, 1], [1, 2, 3])]).toEqual([1, 2, 3, 0, 1, 2, 3, 105, 1, 2, 3, 210]);
  expect([...heatPixels([0], [1, 2, 3])]).toEqual([1, 2, 3, 0]);
});
