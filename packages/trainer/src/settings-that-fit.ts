/** @file Which settings to lower, and how far, for one picture to fit into memory. */
import type { TrainingConfig } from "@capstan/training-config/config";
import { bytesOf, estimateMemory, shapeOf } from "./estimate-training.ts";

export interface Lowered {
  readonly path: string;
  readonly from: number | string;
  readonly to: number | string;
}

/** What the estimate depends on besides the configuration. */
interface Circumstances {
  readonly vocabularySize: number;
  /** Decoder positions of a batch. */
  readonly T: number;
  readonly frozenStages: number;
}

const BACKBONES = ["resnet152", "resnet101", "resnet50", "resnet34", "resnet18", "tiny"] as const;

/** `from` less one, two, ... times `by`, down to `least`. */
const down = (from: number, by: number, least: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((from - least) / by)) }, (_, i) => from - by * (i + 1));

/**
 * Single settings that, lowered this far, let one picture fit into `bytes`: the mildest change of each.
 * @param need bytes that one picture was seen not to fit into, at least: the estimate is scaled to it.
 */
export function settingsThatFit(config: TrainingConfig, given: Circumstances, bytes: number, need = 0): Lowered[] {
  const { vocabularySize, frozenStages } = given;
  const bytesFor = (changed: TrainingConfig, T = given.T): number =>
    bytesOf(estimateMemory(shapeOf(changed, vocabularySize, T, frozenStages), changed.optimizer.emaDecay > 0), 1);
  const scale = Math.max(1, need / bytesFor(config));
  const fits = (changed: TrainingConfig, T?: number): boolean => scale * bytesFor(changed, T) <= bytes;
  const { model, picture, text } = config;
  const found: Lowered[] = [];
  const first = <V extends number | string>(path: string, from: V, candidates: readonly V[], isEnough: (value: V) => boolean): void => {
    const to = candidates.find(isEnough);
    if (to !== undefined) found.push({ path, from, to });
  };
  first("picture.size", picture.size, down(Math.ceil(picture.size / 16) * 16, 16, 32), (size) =>
    fits({ ...config, picture: { ...picture, size } }),
  );
  first("text.captionsPerPicture", text.captionsPerPicture, down(text.captionsPerPicture, 1, 1), (captionsPerPicture) =>
    fits({ ...config, text: { ...text, captionsPerPicture } }),
  );
  if (!config.optimizer.ignorePad)
    first("model.maxPositions", model.maxPositions, down(model.maxPositions, 8, 16), (maxPositions) =>
      fits({ ...config, model: { ...model, maxPositions } }, maxPositions),
    );
  first("model.hiddenDim", model.hiddenDim, down(model.hiddenDim, 4 * model.heads, 16), (hiddenDim) =>
    fits({ ...config, model: { ...model, hiddenDim } }),
  );
  first("model.backbone", model.backbone, BACKBONES.slice(BACKBONES.indexOf(model.backbone) + 1), (backbone) =>
    fits({ ...config, model: { ...model, backbone, dilation: false } }),
  );
  return found;
}
