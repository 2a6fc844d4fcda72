/** @file What a caption says after its picture was mirrored. */

/** Behind “right”, these words make it say how near something is, not on which side: “right next to”. */
const NEARNESS =
  "next|beside|behind|before|after|above|below|under|underneath|inside|outside|near|at|on top|in front|in the middle|now|by|up";
const SIDE = new RegExp(`\\b(left|right)\\b(?! (?:${NEARNESS})\\b)`, "gi");

/** `caption` with left and right exchanged, wherever they name a side. */
export const flipCaption = (caption: string): string =>
  caption.replace(SIDE, (word) => {
    const other = word.toLowerCase() === "left" ? "right" : "left";
    return word[0] === word[0]!.toLowerCase() ? other : other[0]!.toUpperCase() + other.slice(1);
  });
