/** @file What people write on a run: tags, notes, priority. */
import { AppError } from "@capstan/run/error-code";

const TAGS_MAX = 20;
const TAG_LENGTH_MAX = 50;
const NOTES_LENGTH_MAX = 10_000;
const PRIORITY_MAX = 1_000;

/** Trimmed, each once. @throws {AppError} INVALID_INPUT */
export function checkTags(tags: readonly string[]): string[] {
  const clean = [...new Set(tags.map((tag) => tag.trim()))];
  const fits = clean.length <= TAGS_MAX && clean.every((tag) => tag !== "" && tag.length <= TAG_LENGTH_MAX && !/\p{Cc}/u.test(tag));
  if (!fits)
    throw new AppError("INVALID_INPUT", `A run has at most ${TAGS_MAX} tags of 1 to ${TAG_LENGTH_MAX} characters.`, { path: ["tags"] });
  return clean;
}

/** @throws {AppError} INVALID_INPUT */
export function checkNotes(notes: string): string {
  if (notes.length > NOTES_LENGTH_MAX || notes.includes("\0"))
    throw new AppError("INVALID_INPUT", `Notes have at most ${NOTES_LENGTH_MAX} characters, and no NUL.`, { path: ["notes"] });
  return notes;
}

/** @throws {AppError} INVALID_INPUT */
export function checkPriority(priority: number): number {
  if (Math.abs(priority) > PRIORITY_MAX)
    throw new AppError("INVALID_INPUT", `A priority is between -${PRIORITY_MAX} and ${PRIORITY_MAX}; 0 is usual.`, { path: ["priority"] });
  return priority;
}
