/** @file Which pictures are for training, validation and test. */
import type { ListedPicture } from "./read-annotations.ts";
import type { Split } from "./manifest.ts";
import { hashOf } from "./random.ts";

export type AssignedPicture = ListedPicture & { readonly split: Split };

/** Of the training pictures, when the dataset does not say which are for validation or test. */
const AUTOMATIC_SHARE = 0.05;

/**
 * Keeps the splits that the caption files name. Pictures without one are for training; without a validation split a twentieth of
 * the training pictures becomes one, and another twentieth the test when that is not named either. Which ones depends on their
 * names alone: 90 / 5 / 5 for a dataset without splits, the same each time.
 */
export function assignSplits(listed: readonly ListedPicture[]): AssignedPicture[] {
  const pictures = listed.map((picture): AssignedPicture => ({ ...picture, split: picture.split ?? "train" }));
  const has = (split: Split): boolean => pictures.some((picture) => picture.split === split);
  if (!has("train") || has("val")) return pictures;
  const inLot = pictures
    .filter(({ split }) => split === "train")
    .toSorted((a, b) => hashOf(`split\u0000${a.name}`) - hashOf(`split\u0000${b.name}`) || (a.name < b.name ? -1 : 1));
  const count = inLot.length < 3 ? 0 : Math.max(1, Math.round(inLot.length * AUTOMATIC_SHARE));
  const val = new Set(inLot.slice(0, count));
  const test = new Set(has("test") ? [] : inLot.slice(count, 2 * count));
  return pictures.map((picture) =>
    val.has(picture) ? { ...picture, split: "val" } : test.has(picture) ? { ...picture, split: "test" } : picture,
  );
}

/** At most `limit` pictures, each split in proportion, by file name; each split keeps at least one. */
export function limitPictures(pictures: readonly AssignedPicture[], limit: number | undefined): AssignedPicture[] {
  const sorted = pictures.toSorted((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (limit === undefined || limit >= sorted.length) return sorted;
  return (["test", "val", "train"] as const).reduce<{ left: number; kept: AssignedPicture[] }>(
    ({ left, kept }, split) => {
      const ours = sorted.filter((picture) => picture.split === split);
      const share = split === "train" ? left : Math.min(left, Math.max(1, Math.floor((limit * ours.length) / sorted.length)));
      const taken = ours.slice(0, share);
      return { left: left - taken.length, kept: [...taken, ...kept] };
    },
    { left: limit, kept: [] },
  ).kept;
}

const order = ({ split }: AssignedPicture): number => ({ train: 0, val: 1, test: 2 })[split];
