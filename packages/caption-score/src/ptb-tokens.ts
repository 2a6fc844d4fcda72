/**
 * @file Captions to the words that scores count.
 * @source What the Stanford PTB tokenizer does to captions, lower-cased and without punctuation as coco-caption drops it; written
 *   from its observed behaviour on COCO captions.
 */

/** Words that keep their period. */
const ABBREVIATIONS = new Set(
  [
    "st rd ave blvd etc bat vs inc co corp ltd bros mt ft",
    "dr mr mrs ms jr sr prof gen rep sen gov capt col lt sgt maj rev hon pres",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
  ].flatMap((words) => words.split(" ")),
);

const DROPPED = new Set(["''", "'", "``", "`", ".", "?", "!", ",", ":", "-", "--", "...", ";", "(", ")", "[", "]", "{", "}", '"']);

/** Applied in this order; each replacement puts spaces around what becomes a token. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201b\u2032\u00b4]/g, "'"],
  [/[\u201c\u201d\u2033]/g, '"'],
  [/\u2026/g, " ... "],
  [/[\u2013\u2014]/g, " -- "],
  [/\.{2,}/g, " ... "],
  [/-{2,}/g, " -- "],
  [/[()[\]{}";?!#$%&@*]/g, " $& "],
  [/([,:])(?!\d)/g, " $1 "],
  [/(?<!\d)([,:])/g, " $1 "],
  [/\b(can)(not)\b/g, "$1 $2"],
  [/(\w)(n't)\b/g, "$1 $2"],
  [/(\w)('(?:s|re|ve|ll|m|d))(?!\w)/g, "$1 $2"],
];

/** The lower-case words of `caption`, in order, without punctuation. */
export function ptbTokens(caption: string): string[] {
  let text = caption.toLowerCase().replaceAll(/\s+/g, " ").trim();
  for (const [pattern, replacement] of RULES) text = text.replaceAll(pattern, replacement);
  const words = text.split(/\s+/);
  return words.flatMap(splitEdges).filter((token) => token !== "" && !DROPPED.has(token));
}

/** Takes quotes off a word's edges, and its final period unless it abbreviates. */
function splitEdges(word: string): string[] {
  if (/^(?:'(?:s|re|ve|ll|m|d)|\.+)$/.test(word)) return [word];
  const bare = word.replace(/^['`]+/, "").replace(/['`]+$/, "");
  if (!bare.endsWith(".")) return [bare];
  const stem = bare.slice(0, -1);
  const abbreviates = ABBREVIATIONS.has(stem) || /^(?:[a-z]\.)+[a-z]$/.test(stem);
  return abbreviates ? [bare] : [stem, "."];
}
