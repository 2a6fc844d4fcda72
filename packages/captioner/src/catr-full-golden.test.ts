/**
 * @file The full CATR, 84 million weights made by a formula, against numbers of its original PyTorch modules.
 *
 * Takes about a minute and 3 GB, so it runs only when CAPSTAN_SLOW_TESTS is set.
 */
import { readFileSync } from "node:fs";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptionModel, EncodedPictures } from "./caption-model.ts";
import { createModel } from "./create-model.ts";
import { INFERENCE } from "./forward-context.ts";
import { fnv1a, uniformAt } from "./initial-values.ts";
import type { StoredTensor } from "./weights/safetensors.ts";
import { shapeOnDisk } from "./weights/state-dict.ts";
import { assignWeights } from "./weights/weights-file.ts";

type Samples = Readonly<Record<string, number>>;
interface Told {
  readonly u_image_first5: readonly number[];
  readonly input: { readonly caption_ids: readonly number[] };
  readonly feat_samples: Samples;
  readonly memory_samples: Samples;
  readonly logits_samples: Samples;
  readonly predict_path_unpadded_logits_samples: Samples;
  readonly argmax: readonly number[];
  readonly loss_ce_including_pads: number;
  readonly loss_ce_ignore_pad: number;
}
const told = JSON.parse(readFileSync(new URL("../../../test/golden/catr_full_formula.json", import.meta.url), "utf8")) as Told;

const [S, H, V, T] = [299, 224, 30522, 128];
/** Float32 through 110 layers in another order of sums. */
const TOLERANCE = 2e-3;

/** The formula's values of a weight, in PyTorch's order. */
function formula(name: string, shape: readonly number[]): StoredTensor {
  const key = fnv1a(name);
  const count = shape.reduce((product, size) => product * size, 1);
  const [rows = 1, columns = 1, ...taps] = shape;
  const field = taps.reduce((product, size) => product * size, 1);
  const fill = (centre: number, scale: number): Float32Array => Float32Array.from({ length: count }, (_, i) => centre + scale * uniformAt(key, i));
  const value = (): Float32Array => {
    if (name.startsWith("backbone")) {
      if (shape.length === 4) return fill(0, Math.sqrt(6 / (columns * field)));
      if (name.endsWith("weight")) return fill(name.includes("bn3") ? 0.2 : 1, 0);
      if (name.endsWith("running_var")) return fill(1, 0.1);
      return fill(0, 0.05);
    }
    if (shape.length >= 2) return fill(0, Math.sqrt(6 / (rows * field + columns * field)));
    return /norm.*weight$/i.test(name) ? fill(1, 0.1) : fill(0, 0.05);
  };
  return { shape, data: value() };
}

describe.runIf(process.env.CAPSTAN_SLOW_TESTS)("the full CATR", () => {
  let model: CaptionModel;
  let padded: EncodedPictures;
  let features: tf.Tensor4D;
  const image = Float32Array.from({ length: 3 * H * S }, (_, i) => uniformAt(fnv1a("image"), i));

  beforeAll(async () => {
    await prepareEngine();
    model = createModel(
      {
        backbone: "resnet101",
        dilation: true,
        positionEmbedding: "sine",
        hiddenDim: 256,
        encoderLayers: 6,
        decoderLayers: 6,
        heads: 8,
        feedForwardDim: 2048,
        headDim: 512,
        maxPositions: T,
        vocabularySize: V,
        padId: 0,
        clsId: 101,
        sepId: 102,
      },
      1,
    );
    const weights = new Map([...model.parameters.values()].map((parameter) => [parameter.name, shapeOnDisk(parameter)]));
    assignWeights(model, new Map([...weights].map(([name, shape]) => [name, formula(name, shape)])));
    const pixelMask = Uint8Array.from({ length: S * S }, (_, i) => (i >= H * S ? 1 : 0));
    const pixels = tf.tidy(() => tf.pad(tf.transpose(tf.tensor4d(image, [1, 3, H, S]), [0, 2, 3, 1]), [[0, 0], [0, S - H], [0, 0], [0, 0]]));
    features = model.runStages(pixels as tf.Tensor4D, 0, 5);
    padded = model.encode({ pixels: pixels as tf.Tensor4D, pixelMask, height: S, width: S }, INFERENCE);
    pixels.dispose();
  }, 600_000);
  afterAll(() => model.dispose());

  const compare = (samples: Samples, at: (...place: number[]) => number): void => {
    for (const [place, expected] of Object.entries(samples)) {
      const found = at(...(JSON.parse(place) as number[]));
      expect(Math.abs(found - expected), `${place}: ${found} and ${expected}`).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
    }
  };
  const ids = (): Int32Array => {
    const data = new Int32Array(T + 1);
    data.set(told.input.caption_ids);
    return data;
  };

  test("has CATR's number of weights", () => {
    expect(model.parameterCount).toBe(84_392_954);
    expect([...model.parameters.values()].filter((p) => p.trainable && (p.stage === null || p.stage > 1)).reduce((sum, p) => sum + p.variable.size, 0)).toBe(83_959_866);
  });
  test("the formula's numbers are the formula's", () => expect(Array.from(image.subarray(0, 5))).toEqual(told.u_image_first5.map((u) => expect.closeTo(u, 6))));
  test("features", () => {
    const values = features.dataSync();
    compare(told.feat_samples, (c, y, x) => values[(y! * 19 + x!) * 2048 + c!]!);
  });
  test("memory", () => {
    const values = padded.memory.dataSync();
    compare(told.memory_samples, (s, d) => values[s! * 256 + d!]!);
  });
  test("logits, argmax and losses of the padded picture", () => {
    const tokens = { data: ids(), N: 1, T };
    const logits = tf.tidy(() => model.decodeLogits(padded, tokens, INFERENCE).dataSync<"float32">());
    compare(told.logits_samples, (t, v) => logits[t! * V + v!]!);
    const argmax = told.argmax.map((_, t) => logits.subarray(t * V, (t + 1) * V).reduce((best, value, v, row) => (value > row[best]! ? v : best), 0));
    expect(argmax).toEqual(told.argmax);
    const loss = (ignorePad: boolean): number => tf.tidy(() => model.captionLoss(padded, tokens, { ignorePad, labelSmoothing: 0 }, INFERENCE).dataSync()[0]!);
    expect(loss(false)).toBeCloseTo(told.loss_ce_including_pads, 3);
    expect(loss(true)).toBeCloseTo(told.loss_ce_ignore_pad, 3);
  });
  test("logits of the picture without padding, as CATR predicts", () => {
    const logits = tf.tidy(() => {
      const pixels = tf.transpose(tf.tensor4d(image, [1, 3, H, S]), [0, 2, 3, 1]);
      const encoded = model.encode({ pixels, pixelMask: new Uint8Array(H * S), height: H, width: S }, INFERENCE);
      return model.decodeLogits(encoded, { data: ids(), N: 1, T }, INFERENCE).dataSync();
    });
    compare(told.predict_path_unpadded_logits_samples, (t, v) => logits[t! * V + v!]!);
  });
}, 600_000);
