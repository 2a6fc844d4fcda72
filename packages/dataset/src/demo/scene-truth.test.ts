import { expect, test } from "vitest";
import { isTrueOf } from "./scene-truth.ts";
import type { Scene } from "./scene.ts";

const scene: Scene = {
  fileName: "1.jpg",
  split: "train",
  objects: [
    { shape: "circle", colour: "red", size: "small", x: 20, y: 60, radius: 10 },
    { shape: "square", colour: "blue", size: "large", x: 90, y: 64, radius: 22 },
  ],
};

const isTrue = [
  "a small red circle to the left of a large blue square",
  "A large blue square to the right of a red circle.",
  "there is a red circle to the left of a blue square",
  "a red circle is to the left of a blue square",
  "a blue square",
  "one small red circle",
  "a red circle that is small",
  "a small red circle and a large blue square",
  "a blue square , and a red circle",
];
const isFalse = [
  ["a small red circle to the right of a large blue square", "red circle is not to the right"],
  ["a small red circle above a large blue square", "is not above"],
  ["a large red circle", "no large red circle"],
  ["a red circle and a green star", "no green star"],
  ["a red circle and a red circle", "more objects"],
  ["a blue circle", "no blue circle"],
  ["a small red circle to the left of", "not a sentence"],
  ["a small red circle that is small", "not a sentence"],
  ["a dog on a beach", "not a sentence"],
  ["there is", "not a sentence"],
  ["", "not a sentence"],
] as const;

test.each(isTrue)("true: %s", (caption) => {
  expect(isTrueOf(scene, caption)).toMatchObject({ true: true });
});

test.each(isFalse)("false: %s", (caption, because) => {
  const judged = isTrueOf(scene, caption);
  expect(judged.true).toBe(false);
  expect(judged.because).toContain(because);
});
