/** @file The photos that both sides train on: a COCO folder's, or drawn ones where there is none. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco } from "@capstan/dataset/import-coco";
import type { DatasetManifest } from "@capstan/dataset/manifest";
import { newId } from "@capstan/run/id";
import { DiskStore } from "@capstan/storage/disk-store";
import { encodeCaption } from "@capstan/tokenizer/encode-caption";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { formatVocabulary, parseVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";

/** Longer than a measurement: no picture is met twice, so that none comes from a cache. */
const COPIES = 12;
/** CATR's captions: 128 positions and the one that is only foretold. */
const TOKENS = 129;
const DRAWN = 400;
/** Of BERT's vocabulary, which CATR's head is made for. */
const PIECES = 30522;

export interface Photos {
  readonly about: string;
  /** A manifest whose pictures are all for training, several times over. */
  readonly manifestFile: string;
  readonly root: string;
  /** `[{ file, ids }]`, one for each caption, padded to 129: what CATR trains on. */
  readonly captionsFile: string;
  readonly vocabularyFile: string;
}

/** @param coco a COCO folder, and @param bert a vocab.txt, each used where it exists. Everything else is written below `work`. */
export async function preparePhotos(work: string, coco: string, bert: string): Promise<Photos> {
  const isCoco = existsSync(coco);
  const root = isCoco ? path.resolve(coco) : path.join(work, "drawn");
  if (!isCoco) await generateDemo(root, { pictures: DRAWN });
  const store = new DiskStore({
    root: path.join(work, "objects"),
    baseUrl: "http://127.0.0.1",
    secret: "not a secret: nothing is served here",
  });
  const { manifest } = await importCoco({ source: await folderSource(root), store, prefix: "photos", link: true });
  const train = manifest.pictures.filter(({ split }) => split === "train");
  const vocabulary = existsSync(bert)
    ? parseVocabulary(await readFile(bert, "utf8"))
    : trainVocabulary(
        train.flatMap(({ captions }) => captions),
        PIECES,
      );
  const pictures = Array.from({ length: COPIES }, () => train.map((picture) => ({ ...picture, id: newId("picture") }))).flat();
  const photos: Photos = {
    about: `${train.length} ${isCoco ? "photos of COCO" : "drawn pictures (no COCO folder was found)"}, ${vocabulary.pieces.length === PIECES ? "BERT's vocabulary" : "a learned vocabulary"}`,
    manifestFile: path.join(work, "manifest.json"),
    root,
    captionsFile: path.join(work, "captions.json"),
    vocabularyFile: path.join(work, "vocab.txt"),
  };
  await writeFile(photos.manifestFile, JSON.stringify({ ...manifest, pictures } satisfies DatasetManifest));
  await writeFile(
    photos.captionsFile,
    JSON.stringify(
      train.flatMap(({ fileName, captions }) =>
        captions.map((caption) => ({ file: path.join(root, fileName), ids: padded(vocabulary, caption) })),
      ),
    ),
  );
  await writeFile(photos.vocabularyFile, formatVocabulary(vocabulary));
  return photos;
}

function padded(vocabulary: Vocabulary, caption: string): number[] {
  const ids = [...encodeCaption(vocabulary, caption, TOKENS)];
  return [...ids, ...new Array<number>(TOKENS - ids.length).fill(vocabulary.padId)];
}
