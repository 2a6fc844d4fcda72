import fc from "fast-check";
import { expect, test } from "vitest";
import { splitWords } from "./split-words.ts";

test.each([
  ["A man riding a wave.", ["a", "man", "riding", "a", "wave", "."]],
  ["UNwantéd,running", ["unwanted", ",", "running"]],
  ["A café with naïve décor & 2 CROISSANTS", ["a", "cafe", "with", "naive", "decor", "&", "2", "croissants"]],
  ["it's (fakie) at 3:30pm", ["it", "'", "s", "(", "fakie", ")", "at", "3", ":", "30pm"]],
  ["ah博推zz", ["ah", "博", "推", "zz"]],
  ["a\u0000b\u200dc\ufffdd \t\n e\u00a0f", ["abcd", "e", "f"]],
  ["eye-view…“sign” #1 @ $5 `x` ^", ["eye", "-", "view", "…", "“", "sign", "”", "#", "1", "@", "$", "5", "`", "x", "`", "^"]],
  ["🐶 dog", ["🐶", "dog"]],
  ["  ", []],
])("words of %j", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test("splitting the words again gives the same words", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => void expect(splitWords(splitWords(text).join(" "))).toEqual(splitWords(text))),
  );
});
