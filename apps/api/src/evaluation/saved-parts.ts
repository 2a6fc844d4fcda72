/**
 * @file What an evaluation has done so far, in the object store: a part for every so many pictures, in the dataset's order. Who
 * takes the evaluation up later goes on behind the last one.
 */
import { text } from "node:stream/consumers";
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import type { CaptionedPicture, SkippedPicture } from "@capstan/trainer/evaluate-captions";
import { keyOfPart } from "./evaluation-objects.ts";

/** A picture that was captioned, or one that could not be. */
export type PictureOutcome = CaptionedPicture | SkippedPicture;
export const isSkipped = (outcome: PictureOutcome): outcome is SkippedPicture => "reason" in outcome;

const linesOf = (outcomes: readonly PictureOutcome[]): Buffer =>
  Buffer.from(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(""));

async function readPart(store: ObjectStore, key: string): Promise<PictureOutcome[] | null> {
  try {
    const lines = await text(await store.get(key));
    return lines
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as PictureOutcome);
  } catch (error) {
    if (error instanceof ObjectMissing) return null;
    throw error;
  }
}

/** All parts, in order. */
export async function readParts(store: ObjectStore, prefix: string): Promise<PictureOutcome[][]> {
  const parts: PictureOutcome[][] = [];
  for (;;) {
    const part = await readPart(store, keyOfPart(prefix, parts.length));
    if (!part) return parts;
    parts.push(part);
  }
}

/** Writes part number `part`. @returns what lies there then: another process may have been faster, and its captions count. */
export async function writePart(
  store: ObjectStore,
  prefix: string,
  part: number,
  outcomes: readonly PictureOutcome[],
): Promise<readonly PictureOutcome[]> {
  const key = keyOfPart(prefix, part);
  try {
    await store.put(key, linesOf(outcomes));
    return outcomes;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "UPLOAD_MISMATCH")) throw error;
    return (await readPart(store, key)) ?? outcomes;
  }
}

export async function discardParts(store: ObjectStore, prefix: string, count: number): Promise<void> {
  for (let part = 0; part < count; part++) await store.delete(keyOfPart(prefix, part));
}
