import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptionModel, CaptionTokens, PixelInput } from "./caption-model.ts";
import { createModel } from "./create-model.ts";
import { INFERENCE, trainingContext } from "./forward-context.ts";
import type { ModelSpec } from "./model-spec.ts";

const [PAD, CLS, SEP] = [0, 2, 3];
const spec: ModelSpec = {
  backbone: "tiny",
  dilation: false,
  positionEmbedding: "sine",
  hiddenDim: 16,
  encoderLayers: 1,
  decoderLayers: 2,
  heads: 2,
  feedForwardDim: 16,
  headDim: 16,
  maxPositions: 8,
  vocabularySize: 20,
  padId: PAD,
  clsId: CLS,
  sepId: SEP,
};
const S = 32;
const LOSS = { ignorePad: true, labelSmoothing: 0 };
const models: CaptionModel[] = [];
const make = (change: Partial<ModelSpec> = {}): CaptionModel => {
  const model = createModel({ ...spec, ...change }, 3);
  models.push(model);
  return model;
};
let pixels: tf.Tensor4D;
let input: PixelInput;

/** Captions of equal length, padded to `columns`. */
const captions = (rows: readonly number[][], columns: number): CaptionTokens => {
  const data = new Int32Array(rows.length * columns).fill(PAD);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  return { data, N: rows.length, T: columns - 1 };
};
const ROWS = [
  [CLS, 7, 8, 9, SEP],
  [CLS, 5, 6, SEP],
  [CLS, 11, 12, 13, SEP],
  [CLS, 14, SEP],
];

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  pixels = tf.randomUniform([2, S, S, 3], -1, 1, "float32", 5);
  // The second picture is 32 x 20: its lower part is padding.
  const pixelMask = Uint8Array.from({ length: 2 * S * S }, (_, i) => (i >= S * S + 20 * S ? 1 : 0));
  input = { pixels, pixelMask, height: S, width: S };
});
afterAll(() => {
  for (const model of models) model.dispose();
  pixels.dispose();
});

const logitsOf = (model: CaptionModel, tokens: CaptionTokens): Float32Array =>
  tf.tidy(() => model.decodeLogits(model.encode(input, INFERENCE), tokens, INFERENCE).dataSync() as Float32Array);
const lossOf = (model: CaptionModel, tokens: CaptionTokens, from: PixelInput = input): number =>
  tf.tidy(() => model.loss(from, tokens, LOSS, INFERENCE).dataSync()[0]!);

describe("invariances", () => {
  test("later tokens do not change earlier logits", () => {
    const model = make();
    const one = logitsOf(
      model,
      captions(
        [
          [CLS, 7, 8, 9, SEP],
          [CLS, 5, 6, 4, SEP],
        ],
        5,
      ),
    );
    const other = logitsOf(
      model,
      captions(
        [
          [CLS, 7, 15, 16, SEP],
          [CLS, 5, 17, 18, SEP],
        ],
        5,
      ),
    );
    const V = spec.vocabularySize;
    for (const n of [0, 1]) {
      expect([...other.subarray(n * 4 * V, (n * 4 + 2) * V)]).toEqual(
        [...one.subarray(n * 4 * V, (n * 4 + 2) * V)].map((value) => expect.closeTo(value, 5)),
      );
      expect(Math.abs(other[(n * 4 + 2) * V]! - one[(n * 4 + 2) * V]!)).toBeGreaterThan(1e-6);
    }
  });

  test("more padding does not change the loss", () => {
    const model = make();
    expect(lossOf(model, captions(ROWS, 8))).toBeCloseTo(lossOf(model, captions(ROWS, 5)), 5);
  });

  test("what lies under the mask does not matter to cells far from it, and masked cells are not looked at", () => {
    const model = make({ backbone: "features", featureChannels: 4 });
    const mask = { data: Uint8Array.from([0, 0, 1, 1]), B: 1, rows: 2, columns: 2 };
    const value = (hidden: number): number =>
      tf.tidy(() => {
        const features = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, ...new Array<number>(8).fill(hidden)], [1, 2, 2, 4]);
        return model.captionLoss(model.encodeFeatures(features, mask, INFERENCE), captions([ROWS[0]!], 5), LOSS, INFERENCE).dataSync()[0]!;
      });
    expect(value(50)).toBeCloseTo(value(-3), 5);
  });

  test("a caption's loss does not depend on its neighbours, nor on the order of pictures", () => {
    const model = make();
    const both = lossOf(model, captions([ROWS[0]!, ROWS[2]!], 5));
    const [first, second] = [0, 1].map((b) => {
      const one = tf.slice(pixels, [b], [1]);
      const loss = lossOf(model, captions([ROWS[2 * b]!], 5), {
        ...input,
        pixels: one,
        pixelMask: input.pixelMask.subarray(b * S * S, (b + 1) * S * S),
      });
      one.dispose();
      return loss;
    });
    // Both captions have four targets, so the mean over tokens is the mean of the two.
    expect(both).toBeCloseTo((first! + second!) / 2, 4);
  });
});

describe("gradients equal finite differences", () => {
  /** A parameter of each kind; float32 allows a few per cent. */
  const CASES: [Partial<ModelSpec>, string[]][] = [
    [
      {},
      [
        "backbone.0.body.conv1.weight",
        "backbone.0.body.layer1.0.bn2.weight",
        "backbone.0.body.layer2.0.downsample.0.weight",
        "input_proj.bias",
        "mlp.layers.1.weight",
      ],
    ],
    [
      { positionEmbedding: "learned" },
      ["backbone.1.row_embed.weight", "backbone.1.col_embed.weight", "transformer.embeddings.position_embeddings.weight"],
    ],
  ];
  test.each(CASES)("%j", (change, names) => {
    const model = make(change);
    const tokens = captions(ROWS, 5);
    const loss = (): tf.Scalar => {
      const context = trainingContext(0, 1, 1);
      const value = model.loss(input, tokens, LOSS, context);
      for (const { mean, variance } of context.moments.values()) tf.dispose([mean, variance]);
      return value;
    };
    for (const name of names) {
      const { variable } = model.parameters.get(name)!;
      const gradient = tf.tidy(() => tf.variableGrads(loss, [variable]).grads[variable.name]!.dataSync());
      const values = Float32Array.from(variable.dataSync());
      // Along the gradient itself: one difference tests every element at once.
      const length = Math.hypot(...gradient);
      const at = (h: number): number => {
        const moved = tf.tensor(
          values.map((value, i) => value + (h * gradient[i]!) / length),
          variable.shape,
        );
        variable.assign(moved);
        moved.dispose();
        const [found] = tf.tidy(() => loss().dataSync());
        return found!;
      };
      // A step that should change the loss by 2e-4: far above float32's noise, and short enough to cross few kinks of the ReLUs.
      const h = Math.min(0.1, 2e-4 / length);
      const slope = (at(h) - at(-h)) / (2 * h);
      at(0);
      expect(Math.abs(slope - length) / length, `${name}: ${slope} and ${length}`).toBeLessThan(0.05);
    }
  });
});

test("dropout draws the same masks for a step, other ones for another", () => {
  const model = make();
  const at = (step: number): number => {
    const context = trainingContext(0.5, 9, step);
    const [loss] = tf.tidy(() => model.loss(input, captions(ROWS, 5), LOSS, context).dataSync());
    model.learnMoments(context.moments);
    return loss!;
  };
  expect(at(1)).toBe(at(1));
  expect(at(2)).not.toBe(at(1));
});

test("norms that train freeze to their running averages", () => {
  const model = make();
  const frozenBefore = lossOf(model, captions(ROWS, 5));
  for (let i = 0; i < 120; i++) {
    const context = trainingContext(0, 1, i);
    tf.tidy(() => model.loss(input, captions(ROWS, 5), LOSS, context).dataSync());
    model.learnMoments(context.moments);
  }
  const context = trainingContext(0, 1, 1);
  const [training] = tf.tidy(() => model.loss(input, captions(ROWS, 5), LOSS, context).dataSync());
  model.learnMoments(context.moments);
  // After many looks at one batch the averages are that batch's, and both ways agree.
  expect(lossOf(model, captions(ROWS, 5))).toBeCloseTo(training!, 3);
  expect(Math.abs(frozenBefore - training!)).toBeGreaterThan(1e-3);
});

test("more captions than fit the pictures, or longer than the table, are refused", () => {
  const model = make();
  expect(() => lossOf(model, captions(ROWS.slice(0, 3), 5))).toThrow(/shared evenly/);
  expect(() => lossOf(model, captions(ROWS, 10))).toThrow(/knows 8 positions/);
});

test("leaves no tensor behind", () => {
  const model = make();
  lossOf(model, captions(ROWS, 5));
  const before = tf.memory().numTensors;
  lossOf(model, captions(ROWS, 5));
  expect(tf.memory().numTensors).toBe(before);
});
