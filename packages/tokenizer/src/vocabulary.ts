/** @file A WordPiece vocabulary: pieces and their ids, as BERT's vocab.txt holds them, one piece per line. */
import { AppError } from "@capstan/run/error-code";

/** A piece's id is its index in `pieces`. A piece that starts with `##` continues a word. */
export interface Vocabulary {
  readonly pieces: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  readonly padId: number;
  readonly unkId: number;
  readonly clsId: number;
  readonly sepId: number;
}

export const PAD = "[PAD]";
export const UNK = "[UNK]";
export const CLS = "[CLS]";
export const SEP = "[SEP]";
/** The first pieces of a vocabulary that we train, in this order. */
export const SPECIAL_PIECES = [PAD, UNK, CLS, SEP] as const;

/**
 * The vocabulary of `pieces`.
 * @throws {AppError} INVALID_INPUT when a piece is empty, occurs twice, or a special piece is missing.
 */
export function vocabularyOf(pieces: readonly string[]): Vocabulary {
  const idOf = new Map<string, number>();
  for (const [id, piece] of pieces.entries()) {
    if (piece === "") throw refusal(`Line ${id + 1} of the vocabulary is empty. Each line holds one piece.`);
    const earlier = idOf.get(piece);
    if (earlier !== undefined) throw refusal(`The piece “${piece}” is on lines ${earlier + 1} and ${id + 1}. Each piece may occur once.`);
    idOf.set(piece, id);
  }
  const special = (piece: string): number => {
    const id = idOf.get(piece);
    if (id === undefined)
      throw refusal(`The vocabulary has no ${piece}. It needs ${SPECIAL_PIECES.join(", ")}, one per line, as BERT's vocab.txt.`);
    return id;
  };
  return { pieces, idOf, padId: special(PAD), unkId: special(UNK), clsId: special(CLS), sepId: special(SEP) };
}

/**
 * Reads the text of a vocab.txt. Only a line feed ends a line, because pieces may be other Unicode separators.
 * @throws {AppError} INVALID_INPUT, as vocabularyOf.
 */
export function parseVocabulary(text: string): Vocabulary {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return vocabularyOf(lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)));
}

/** The text of a vocab.txt, with a final line feed. */
export const formatVocabulary = (vocabulary: Vocabulary): string => `${vocabulary.pieces.join("\n")}\n`;

const refusal = (message: string): AppError => new AppError("INVALID_INPUT", message, { path: ["vocabulary"] });
