/** @file Which picture and which of its captions each step of an epoch sees. Depends on the version, the configuration, the seed
 * and the epoch alone, so that a resumed run goes on exactly where it was. */
import type { TrainingConfig } from "@capstan/training-config/config";
import type { DatasetManifest, ManifestPicture, Split } from "./manifest.ts";
import { randomOf } from "./random.ts";

export interface PlannedPicture {
  readonly picture: ManifestPicture;
  /** `config.text.captionsPerPicture` of its captions; repeated in turn where it has fewer. */
  readonly captions: readonly string[];
}

/** Batches within which pictures are sorted by their longest caption: enough to save padding, few enough to stay random. */
const BUCKET_BATCHES = 32;

/** The pictures of `split`, as the configuration's limit leaves them. The limit is for training only. */
export function picturesOf(manifest: DatasetManifest, split: Split, config: TrainingConfig): ManifestPicture[] {
  const all = manifest.pictures.filter((picture) => picture.split === split);
  return split === "train" && config.schedule.limit >= 0 ? all.slice(0, config.schedule.limit) : all;
}

/**
 * How many items an epoch has: pictures; or captions when each pays for its own pass (captionsPerPicture is 1) while training.
 */
export const itemCount = (pictures: readonly ManifestPicture[], split: Split, config: TrainingConfig): number =>
  split === "train" && config.text.captionsPerPicture === 1
    ? pictures.reduce((sum, { captions }) => sum + captions.length, 0)
    : pictures.length;

/** Training leaves an incomplete last batch out, unless there is no other; validation takes every picture. */
export function stepsPerEpoch(items: number, split: Split, { optimizer: { batchSize } }: TrainingConfig): number {
  return split === "train" ? Math.max(items > 0 ? 1 : 0, Math.floor(items / batchSize)) : Math.ceil(items / batchSize);
}

/** The batches of `epoch`, in order. Training is shuffled and bucketed by caption length; validation and test keep their order. */
export function planEpoch(
  pictures: readonly ManifestPicture[],
  split: Split,
  config: TrainingConfig,
  seed: number,
  epoch: number,
): PlannedPicture[][] {
  const { captionsPerPicture } = config.text;
  const { batchSize } = config.optimizer;
  if (split !== "train")
    return chunks(
      pictures.map((picture) => ({ picture, captions: inTurn(picture.captions, captionsPerPicture) })),
      batchSize,
    );
  const random = randomOf("epoch", seed, epoch);
  const items = pictures.flatMap((picture): PlannedPicture[] =>
    captionsPerPicture === 1
      ? picture.captions.map((caption) => ({ picture, captions: [caption] }))
      : [{ picture, captions: inTurn(captionsFor(picture, captionsPerPicture, seed, epoch), captionsPerPicture) }],
  );
  const steps = stepsPerEpoch(items.length, split, config);
  const kept = random.shuffle(items).slice(0, steps * batchSize);
  // `tiny` normalises over the batch: batches of alike pictures would mislead it.
  const bucketBatches = config.model.backbone === "tiny" ? 1 : BUCKET_BATCHES;
  return chunks(kept, batchSize * bucketBatches).flatMap((bucket) =>
    random.shuffle(
      chunks(
        bucket.toSorted((a, b) => longest(a) - longest(b)),
        batchSize,
      ),
    ),
  );
}

/** Which captions when a picture has more than a step takes: others in each epoch. */
const captionsFor = ({ captions, sha256 }: ManifestPicture, count: number, seed: number, epoch: number): readonly string[] =>
  captions.length > count ? randomOf("captions", seed, epoch, sha256).shuffle(captions).slice(0, count) : captions;

const inTurn = (captions: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, i) => captions[i % captions.length]!);

const longest = ({ captions }: PlannedPicture): number => Math.max(...captions.map((caption) => caption.length));

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
