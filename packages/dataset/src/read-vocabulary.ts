/** @file The vocab.txt that may come with a dataset. */
import { AppError } from "@capstan/run/error-code";
import { formatVocabulary, parseVocabulary } from "@capstan/tokenizer/vocabulary";
import type { CaptionSource, SourceFile } from "./caption-source.ts";

/** Bytes: BERT's has 230 kB. */
const VOCABULARY_BYTES_MAX = 4 * 1024 ** 2;

/**
 * The text of the source's vocab.txt, the outermost one; undefined without one.
 * @throws {AppError} DATASET_INVALID when it is not a vocabulary: nobody would notice it before a training.
 */
export async function readVocabulary(source: CaptionSource, files: readonly SourceFile[]): Promise<string | undefined> {
  const depth = ({ path }: SourceFile): number => path.split("/").length;
  const [file] = files.filter(({ path }) => /(^|\/)vocab\.txt$/.test(path)).toSorted((a, b) => depth(a) - depth(b));
  if (!file) return undefined;
  const bytes = await source.read(file.path, VOCABULARY_BYTES_MAX);
  try {
    return formatVocabulary(parseVocabulary(bytes.toString("utf8")));
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError("DATASET_INVALID", `${file.path}: ${cause.message}`, { cause });
  }
}
