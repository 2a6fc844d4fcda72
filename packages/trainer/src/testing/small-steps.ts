/** @file A few training steps of small captioners on invented batches, for tests of the engine below them. */
import type { CaptionModel } from "@capstan/captioner/caption-model";
import { createModel } from "@capstan/captioner/create-model";
import type { ModelSpec } from "@capstan/captioner/model-spec";
import type { Batch } from "@capstan/dataset/batches";
import { mixBits } from "@capstan/engine/ops/random-bits";
import { resolveConfig, type TrainingConfig } from "@capstan/training-config/config";
import { Optimizer } from "../optimizer.ts";
import { groupParameters } from "../parameter-groups.ts";
import { applyStep, captionGradients } from "../training-step.ts";

export type SmallBackbone = "tiny" | "resnet18";

const V = 60;
const MAX_POSITIONS = 16;
const SIDE: Readonly<Record<SmallBackbone, number>> = { tiny: 32, resnet18: 64 };

const specOf = (backbone: SmallBackbone): ModelSpec => ({
  backbone,
  dilation: false,
  positionEmbedding: "sine",
  hiddenDim: 32,
  encoderLayers: 1,
  decoderLayers: 2,
  heads: 4,
  feedForwardDim: 48,
  headDim: 32,
  maxPositions: MAX_POSITIONS,
  vocabularySize: V,
  padId: 0,
  clsId: 1,
  sepId: 2,
});

/** Pictures with padding below, two captions each of several lengths. */
function batchOf(side: number, number: number): Batch {
  const [B, C, T] = [4, 2, 9];
  let at = number << 20;
  const share = (): number => mixBits(at++) / 2 ** 32;
  const pixels = Float32Array.from({ length: B * side * side * 3 }, () => share() * 2 - 1);
  const pixelMask = Uint8Array.from({ length: B * side * side }, (_, i) => Number(Math.floor(i / side) % side >= side - 8));
  const tokens = new Int32Array(B * C * (T + 1));
  for (let n = 0; n < B * C; n++) {
    const words = 3 + (n % 5);
    tokens.set([1, ...Array.from({ length: words }, () => 3 + Math.floor(share() * (V - 3))), 2], n * (T + 1));
  }
  return {
    pixels,
    pixelMask,
    tokens,
    pictureOfCaption: Int32Array.from({ length: B * C }, (_, i) => Math.floor(i / C)),
    pictureIds: ["a", "b", "c", "d"],
    B,
    C,
    S: side,
    T,
    skipped: [],
  };
}

export interface SmallTraining {
  readonly model: CaptionModel;
  readonly config: TrainingConfig;
  readonly batch: Batch;
  /** One update. @returns the loss */
  step(): Promise<number>;
  dispose(): void;
}

/** With dropout, clipping, label smoothing, weight averages, and norms that train (`tiny`) or stages that do not (`resnet18`). */
export function startSmallTraining(backbone: SmallBackbone, seed: number): SmallTraining {
  const config = resolveConfig("demo", {
    "model.backbone": backbone,
    "model.dropout": 0.1,
    "optimizer.labelSmoothing": 0.1,
    "optimizer.emaDecay": 0.9,
    "optimizer.clipMaxNorm": 0.1,
    "schedule.seed": seed,
  });
  const model = createModel(specOf(backbone), seed);
  const groups = groupParameters(model, config, backbone === "resnet18");
  const optimizer = new Optimizer(groups.first, config.optimizer.emaDecay);
  const batches = [0, 1, 2].map((number) => batchOf(SIDE[backbone], number));
  const stepper = { model, optimizer, config, frozenStages: groups.frozenStages };
  let step = 0;
  return {
    model,
    config,
    batch: batches[0]!,
    step: async () => {
      const found = await captionGradients(stepper, [batches[step % batches.length]!], ++step, 1);
      await applyStep(stepper, found, step, 1);
      return found.loss;
    },
    dispose: () => {
      optimizer.dispose();
      model.dispose();
    },
  };
}
