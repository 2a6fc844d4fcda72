import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCaption } from "./decode-caption.ts";
import { encodeCaption, encodePieces } from "./encode-caption.ts";
import { parseVocabulary, vocabularyOf } from "./vocabulary.ts";

const bertFolder = path.resolve(import.meta.dirname, "../../../../shared/data/bert");
const small = vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "surf", "##board", "cat", ".", "'", "s", "[", "]", "sep", ","]);

describe.skipIf(!existsSync(bertFolder))(`BERT's vocabulary (skipped where ${bertFolder} is absent)`, () => {
  const load = () => ({
    vocabulary: parseVocabulary(readFileSync(path.join(bertFolder, "vocab.txt"), "utf8")),
    vectors: (
      JSON.parse(readFileSync(path.join(bertFolder, "wordpiece_vectors.json"), "utf8")) as {
        vectors: { text: string; tokens: string[]; ids: number[] }[];
      }
    ).vectors,
  });

  test("every text of the reference gives the reference's ids", () => {
    const { vocabulary, vectors } = load();
    const wrong = vectors.filter(({ text, ids }) => [...encodeCaption(vocabulary, text, 512)].join() !== ids.join());
    expect(vectors).toHaveLength(513);
    expect(wrong.map(({ text }) => text)).toEqual([]);
  });

  test("special pieces have BERT's ids", () => {
    expect(load().vocabulary).toMatchObject({ padId: 0, unkId: 100, clsId: 101, sepId: 102 });
  });
});

test("the longest piece wins and a word without pieces is one [UNK]", () => {
  expect([...encodeCaption(small, "A surfboard, caterpillar.", 20)]).toEqual([2, 4, 5, 6, 14, 1, 8, 3]);
});

test("a long caption is cut and still ends with [SEP]", () => {
  expect([...encodeCaption(small, "a cat a cat a cat", 5)]).toEqual([2, 4, 7, 4, 3]);
});

test("a caption that spells a special piece does not smuggle it in", () => {
  expect(encodePieces(small, "[SEP]")).toEqual([11, 13, 12]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const specials = [small.padId, small.clsId, small.sepId];
      return encodePieces(small, `[PAD]${text}[CLS]`).every((id) => !specials.includes(id));
    }),
  );
});

test("decoding joins pieces, cleans up and capitalises", () => {
  expect(decodeCaption(small, [2, 4, 5, 6, 8, 3, 0, 0])).toBe("A surfboard.");
  expect(decodeCaption(small, encodeCaption(small, "a cat's surfboard", 20))).toBe("A cat's surfboard");
  expect(decodeCaption(small, [2, 3])).toBe("");
});
