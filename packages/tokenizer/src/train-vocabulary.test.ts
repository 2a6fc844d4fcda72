import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCaption } from "./decode-caption.ts";
import { encodePieces } from "./encode-caption.ts";
import { trainVocabulary } from "./train-vocabulary.ts";
import { formatVocabulary, parseVocabulary } from "./vocabulary.ts";

const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 12 });
const captions = fc.array(
  words.map((list) => list.join(" ")),
  { minLength: 1, maxLength: 20 },
);

test("captions come back from a vocabulary that was trained on them, at any size", () => {
  fc.assert(
    fc.property(captions, fc.integer({ min: 60, max: 400 }), (texts, size) => {
      const vocabulary = trainVocabulary(texts, size);
      expect(vocabulary.pieces.length).toBeLessThanOrEqual(size);
      for (const text of texts) expect(decodeCaption(vocabulary, encodePieces(vocabulary, text)).toLowerCase()).toBe(text);
    }),
  );
});

test("the order of the captions does not matter", () => {
  fc.assert(
    fc.property(captions, fc.integer({ min: 40, max: 200 }), (texts, size) => {
      expect(trainVocabulary(texts.toReversed(), size).pieces).toEqual(trainVocabulary(texts, size).pieces);
    }),
  );
});

test("whole words are pieces when they fit", () => {
  const vocabulary = trainVocabulary(["a red circle", "a red square."], 60);
  expect(encodePieces(vocabulary, "a red square.")).toHaveLength(4);
  expect(vocabulary.pieces.slice(0, 4)).toEqual(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]);
});

test("when words do not fit, the most frequent pairs are merged first", () => {
  const vocabulary = trainVocabulary(["ab ab ab ab cd"], 13);
  expect(vocabulary.pieces.slice(-1)).toEqual(["ab"]);
});

test("a vocabulary survives its file", () => {
  fc.assert(
    fc.property(captions, (texts) => {
      const vocabulary = trainVocabulary(texts, 100);
      expect(parseVocabulary(formatVocabulary(vocabulary))).toEqual(vocabulary);
      expect(parseVocabulary(formatVocabulary(vocabulary).replaceAll("\n", "\r\n"))).toEqual(vocabulary);
    }),
  );
});

test("a vocabulary file with a fault is refused with the line", () => {
  expect(() => parseVocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\na\n")).toThrow("lines 5 and 6");
  expect(() => parseVocabulary("[PAD]\n\n")).toThrow("Line 2");
  expect(() => parseVocabulary("[PAD]\na\n")).toThrow("[UNK]");
});
