/** @file The manifest of a dataset version: every picture with its captions, and where its bytes lie. Immutable once written. */
import { createHash } from "node:crypto";
import { AppError } from "@capstan/run/error-code";
import { z } from "zod";

export const SPLITS = ["train", "val", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** What `shard` says of a picture that lies in a linked folder. */
export const NOT_IN_A_SHARD = -1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

/** A path below a root: no way out of it, and nothing that a file system reads in a way of its own. */
export const isSafePath = (path: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  !/[\u0000-\u001f\\]/.test(path) &&
  !/^[a-z]:/i.test(path) &&
  path.split("/").every((part) => part !== "" && part !== "." && part !== "..");

const Picture = z.object({
  id: z.string().startsWith("pic_"),
  /** Path below the dataset's root, with `/`: for people, and where a linked picture lies. */
  fileName: z.string().max(1024).refine(isSafePath),
  split: z.enum(SPLITS),
  /** Of the file as it came. */
  sha256,
  /** Pixels, upright. */
  width: count,
  height: count,
  sizeBytes: count,
  captions: z.array(z.string().min(1)).min(1),
  /** Index in `shards`, or NOT_IN_A_SHARD. */
  shard: z.number().int().min(NOT_IN_A_SHARD),
  /** Of the first byte in the shard. */
  offset: count,
});
const Shard = z.object({ name: z.string().regex(/^[\w-]+\.tar$/), sha256, sizeBytes: count });
const Manifest = z.object({
  format: z.literal(1),
  /** The same pictures, splits and captions give the same hash, wherever they lie. */
  contentHash: sha256,
  /** The folder that pictures are read from, when they were not copied. */
  linked: z.object({ root: z.string() }).optional(),
  /** The text of the vocab.txt that came with the pictures; for trainings whose vocabulary is imported. */
  vocabulary: z.string().optional(),
  shards: z.array(Shard),
  pictures: z.array(Picture),
});
export type ManifestPicture = Readonly<z.infer<typeof Picture>>;
export type ManifestShard = Readonly<z.infer<typeof Shard>>;
export type DatasetManifest = Readonly<z.infer<typeof Manifest>>;

/**
 * Reads the text of a manifest.json.
 * @throws {AppError} DATASET_INVALID when it is not one, or a picture points outside its shard.
 */
export function parseManifest(text: string): DatasetManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("DATASET_INVALID", "The dataset's manifest is not JSON. Import the dataset again.", { cause });
  }
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") ?? "";
    throw new AppError("DATASET_INVALID", `The dataset's manifest is damaged at “${where}”. Import the dataset again.`, {
      cause: parsed.error,
    });
  }
  for (const picture of parsed.data.pictures) checkPlace(picture, parsed.data);
  return parsed.data;
}

export const formatManifest = (manifest: DatasetManifest): string => JSON.stringify(manifest);

/** SHA-256 over what training sees: file names, splits, contents, captions and vocabulary, whatever the ids and shards. */
export function contentHashOf(
  pictures: readonly Pick<ManifestPicture, "fileName" | "split" | "sha256" | "captions">[],
  vocabulary?: string,
): string {
  const lines = pictures.map(({ fileName, split, sha256, captions }) => JSON.stringify([fileName, split, sha256, captions])).toSorted();
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line).update("\n");
  if (vocabulary !== undefined) hash.update(JSON.stringify({ vocabulary }));
  return hash.digest("hex");
}

function checkPlace(picture: ManifestPicture, { shards, linked }: DatasetManifest): void {
  const shard = shards[picture.shard];
  if (shard ? picture.offset + picture.sizeBytes <= shard.sizeBytes : picture.shard === NOT_IN_A_SHARD && linked) return;
  throw new AppError("DATASET_INVALID", `The manifest says that ${picture.fileName} lies where no shard is. Import the dataset again.`);
}
