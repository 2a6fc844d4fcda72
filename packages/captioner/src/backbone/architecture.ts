/** @file The backbones as data: which convolutions there are, of which size, in which order. */
import type { BackboneName } from "../model-spec.ts";

export interface ConvPlan {
  /** Suffix of the convolution's name within its block, and of its norm's. */
  readonly conv: string;
  readonly norm: string;
  readonly kernel: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  readonly pad: number;
  readonly dilation: number;
}

export interface BlockPlan {
  /** For example `layer4.0`. */
  readonly name: string;
  /** In order; the last one's output is added to the shortcut before its ReLU. */
  readonly convs: readonly ConvPlan[];
  /** A projection of the shortcut, where shape or stride change. */
  readonly downsample: ConvPlan | null;
}

export interface BackbonePlan {
  readonly stem: ConvPlan;
  /** Max-pooling 3x3, stride 2 after the stem. */
  readonly stemPool: boolean;
  readonly stages: readonly (readonly BlockPlan[])[];
  readonly featureChannels: number;
  /** `frozen`: batch norms are constants, as CATR's. `batch`: they train on each batch's statistics, and freeze when captioning. */
  readonly norm: "frozen" | "batch";
  /**
   * Appends each cell's place to its features, as two channels. Attention reads values without positions, as DETR's does: a
   * large network learns where things are in spite of that, a small one needs to be told.
   */
  readonly coordinates: boolean;
}

const BOTTLENECK_BLOCKS = { resnet50: [3, 4, 6, 3], resnet101: [3, 4, 23, 3], resnet152: [3, 8, 36, 3] } as const;
const BASIC_BLOCKS = { resnet18: [2, 2, 2, 2], resnet34: [3, 4, 6, 3] } as const;
/** Channels that `coordinates` appends: y and x. */
const COORDINATES = 2;
const WIDTHS = [64, 128, 256, 512] as const;

const conv = (index: number, kernel: number, inputs: number, outputs: number, stride = 1, dilation = 1): ConvPlan => ({
  conv: `conv${index}`,
  norm: `bn${index}`,
  kernel,
  inputs,
  outputs,
  stride,
  pad: kernel === 3 ? dilation : (kernel - 1) / 2,
  dilation,
});

const shortcut = (inputs: number, outputs: number, stride: number): ConvPlan | null =>
  inputs === outputs && stride === 1 ? null : { ...conv(1, 1, inputs, outputs, stride), conv: "downsample.0", norm: "downsample.1" };

function bottleneckStages(counts: readonly number[], dilatedLast: boolean): BlockPlan[][] {
  let inputs = 64;
  return counts.map((count, stage) => {
    const width = WIDTHS[stage]!;
    const dilated = dilatedLast && stage === 3;
    return Array.from({ length: count }, (_, block) => {
      const stride = block === 0 && stage > 0 && !dilated ? 2 : 1;
      // The first block of a dilated stage still has the dilation of the stage before it.
      const dilation = dilated && block > 0 ? 2 : 1;
      const plan = {
        name: `layer${stage + 1}.${block}`,
        convs: [conv(1, 1, inputs, width), conv(2, 3, width, width, stride, dilation), conv(3, 1, width, 4 * width)],
        downsample: block === 0 ? shortcut(inputs, 4 * width, stride) : null,
      };
      inputs = 4 * width;
      return plan;
    });
  });
}

function basicStages(counts: readonly number[], widths: readonly number[], stemWidth: number, firstStride: number): BlockPlan[][] {
  let inputs = stemWidth;
  return counts.map((count, stage) => {
    const width = widths[stage]!;
    return Array.from({ length: count }, (_, block) => {
      const stride = block > 0 ? 1 : stage === 0 ? firstStride : 2;
      const plan = {
        name: `layer${stage + 1}.${block}`,
        convs: [conv(1, 3, inputs, width, stride), conv(2, 3, width, width)],
        downsample: shortcut(inputs, width, stride),
      };
      inputs = width;
      return plan;
    });
  });
}

/** Layers of a backbone. @source He et al. 2015 (https://arxiv.org/abs/1512.03385), stride on the 3x3; dilation as in DETR. */
export function backbonePlan(name: BackboneName, dilation: boolean): BackbonePlan {
  const stem = conv(1, 7, 3, 64, 2);
  switch (name) {
    case "resnet50":
    case "resnet101":
    case "resnet152":
      return {
        stem,
        stemPool: true,
        stages: bottleneckStages(BOTTLENECK_BLOCKS[name], dilation),
        featureChannels: 2048,
        norm: "frozen",
        coordinates: false,
      };
    case "resnet18":
    case "resnet34":
      return {
        stem,
        stemPool: true,
        stages: basicStages(BASIC_BLOCKS[name], WIDTHS, 64, 1),
        featureChannels: 512,
        norm: "frozen",
        coordinates: false,
      };
    case "tiny":
      return {
        stem: conv(1, 3, 3, 32, 2),
        stemPool: false,
        stages: basicStages([1, 1], [64, 128], 32, 2),
        featureChannels: 128 + COORDINATES,
        norm: "batch",
        coordinates: true,
      };
  }
}
