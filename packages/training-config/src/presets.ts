/** @file Named starting points. A preset lists only what it changes of the defaults in fields.ts. */
import type { FieldPath } from "./fields.ts";

interface Preset {
  readonly title: string;
  readonly description: string;
  /** What it wants besides pictures and captions, and what happens without. */
  readonly needs: string;
  readonly values: { readonly [P in FieldPath]?: string | number | boolean };
}

export const PRESETS = {
  demo: {
    title: "Demo",
    description:
      "A small captioner that learns the demo scenes from random weights: about two minutes on two cores with the native engine.",
    needs: "nothing.",
    values: {
      "model.backbone": "tiny",
      "model.hiddenDim": 96,
      "model.encoderLayers": 0,
      "model.decoderLayers": 2,
      "model.heads": 4,
      "model.feedForwardDim": 192,
      "model.dropout": 0,
      "model.maxPositions": 32,
      "picture.size": 64,
      "picture.normalization": "half",
      "picture.augmentation": "none",
      "text.vocabularySize": 200,
      "text.captionsPerPicture": 5,
      "optimizer.batchSize": 16,
      "optimizer.lr": 3e-3,
      "optimizer.lrBackbone": 3e-3,
      "optimizer.clipMaxNorm": 1,
      "optimizer.labelSmoothing": 0,
      "optimizer.freezeStem": false,
      "schedule.epochs": 8,
      "schedule.monitor": "validationLoss",
      "schedule.warmupSteps": 50,
      "schedule.patience": 0,
      "checkpoint.everySteps": 100,
      "checkpoint.logStep": 50,
    },
  },
  quick: {
    title: "Quick",
    description: "A ResNet-18 captioner for a first look at your own photos: hours on a processor, minutes on a GPU.",
    needs: "ImageNet weights of ResNet-18 to start from; without them the whole backbone trains from random weights, and the run says so.",
    values: {
      "model.backbone": "resnet18",
      "model.encoderLayers": 2,
      "model.decoderLayers": 3,
      "model.feedForwardDim": 1024,
      "model.maxPositions": 64,
      "picture.size": 224,
      "text.vocabularySize": 4000,
      "optimizer.batchSize": 16,
      "schedule.epochs": 15,
      "schedule.warmupSteps": 500,
      "checkpoint.everySteps": 200,
      "checkpoint.logStep": 50,
    },
  },
  capstan: {
    title: "Capstan",
    description: "The default recipe: CATR's family with the improvements that published work agrees on.",
    needs: "ImageNet weights of ResNet-50 to start from; without them the whole backbone trains from random weights, and the run says so.",
    values: {},
  },
  catr: {
    title: "CATR",
    description: "CATR's own model, loss and schedule. Slower and weaker than the Capstan recipe.",
    needs:
      "CATR's or ResNet-101's weights to start from, and BERT's vocab.txt with the dataset. Without weights nothing is frozen; without a vocabulary one is learned from the captions. The run says both.",
    values: {
      "model.backbone": "resnet101",
      "model.dilation": true,
      "model.encoderLayers": 6,
      "picture.normalization": "half",
      "picture.augmentation": "catr",
      "text.vocabulary": "imported",
      "text.vocabularySize": 30522,
      "text.captionsPerPicture": 1,
      "optimizer.decayNormsAndBiases": true,
      "optimizer.labelSmoothing": 0,
      "optimizer.ignorePad": false,
      "schedule.kind": "step",
      "schedule.monitor": "validationLoss",
      "schedule.warmupSteps": 0,
      "schedule.patience": 0,
      "checkpoint.everyEpochs": 1,
    },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];
