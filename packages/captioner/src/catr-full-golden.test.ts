/**
 * @file The full CATR, 84 million weights made by a formula, against numbers of its original PyTorch modules.
 *
 * On the native engine always, in some fifteen seconds and 2 GB; where there is none, only when CAPSTAN_SLOW_TESTS is set.
 */
import { readFileSync } from "node:fs";
import { findEngines } from "@capstan/engine/engine-choice";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATR_SIDE, CATR_SPEC } from "../../../test/support/catr-size.ts";
import type { CaptionModel, EncodedPictures } from "./caption-model.ts";
import { createModel } from "./create-model.ts";
import { TokenDecoder } from "./decode/next-token.ts";
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

const { vocabularySize: V, maxPositions: T } = CATR_SPEC;
/** Of the square that a picture is padded to, and of the picture. */
const [S, H] = [CATR_SIDE, 224];
/** Float32 through 110 layers in another order of sums: the native engine comes to 1e-5. Relative to 1 or the number, the larger. */
const TOLERANCE = 2e-4;

/** The formula's values of a weight, in PyTorch's order. */
function formula(name: string, shape: readonly number[]): StoredTensor {
  const key = fnv1a(name);
  const count = shape.reduce((product, size) => product * size, 1);
  const [rows = 1, columns = 1, ...taps] = shape;
  const field = taps.reduce((product, size) => product * size, 1);
  const fill = (centre: number, scale: number): Float32Array => {
    const values = new Float32Array(count).fill(centre);
    if (scale !== 0) for (let i = 0; i < count; i++) values[i] = centre + scale * uniformAt(key, i);
    return values;
  };
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

const native = findEngines().find(({ name }) => name === "native")!;
const runs = native.onRequest || Boolean(process.env.CAPSTAN_SLOW_TESTS);
if (!runs) console.log(`skipped: the full CATR on native: ${native.reason}. Set CAPSTAN_SLOW_TESTS=1 to try it on another engine.`);

describe.runIf(runs)(
  "the full CATR",
  () => {
    let model: CaptionModel;
    let padded: EncodedPictures;
    let features: tf.Tensor4D;
    const image = Float32Array.from({ length: 3 * H * S }, (_, i) => uniformAt(fnv1a("image"), i));

    beforeAll(async () => {
      await prepareEngine(native.onRequest ? { choice: "native", precision: "fp32" } : {});
      model = createModel(CATR_SPEC, 1);
      const weights = new Map([...model.parameters.values()].map((parameter) => [parameter.name, shapeOnDisk(parameter)]));
      // One at a time: all of them beside the model would take another 340 MB.
      for (const [name, shape] of weights) assignWeights(model, new Map([[name, formula(name, shape)]]), { partial: true });
      const pixelMask = Uint8Array.from({ length: S * S }, (_, i) => (i >= H * S ? 1 : 0));
      const pixels = tf.tidy(() =>
        tf.pad(tf.transpose(tf.tensor4d(image, [1, 3, H, S]), [0, 2, 3, 1]), [
          [0, 0],
          [0, S - H],
          [0, 0],
          [0, 0],
        ]),
      );
      features = model.runStages(pixels as tf.Tensor4D, 0, 5);
      padded = model.encode({ pixels: pixels as tf.Tensor4D, pixelMask, height: S, width: S }, INFERENCE);
      pixels.dispose();
    }, 600_000);
    afterAll(() => model.dispose());

    const compare = (what: string, samples: Samples, at: (...place: number[]) => number): void => {
      let worst = 0;
      for (const [place, expected] of Object.entries(samples)) {
        const found = at(...(JSON.parse(place) as number[]));
        worst = Math.max(worst, Math.abs(found - expected) / Math.max(1, Math.abs(expected)));
        expect(Math.abs(found - expected), `${place}: ${found} and ${expected}`).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
      }
      console.log(
        `${what}: ${Object.keys(samples).length} numbers, the furthest ${worst.toExponential(1)} from CATR's; ${TOLERANCE} is allowed.`,
      );
    };
    const ids = (): Int32Array => {
      const data = new Int32Array(T + 1);
      data.set(told.input.caption_ids);
      return data;
    };

    test("has CATR's number of weights", () => {
      expect(model.parameterCount).toBe(84_392_954);
      expect(
        [...model.parameters.values()]
          .filter((p) => p.trainable && (p.stage === null || p.stage > 1))
          .reduce((sum, p) => sum + p.variable.size, 0),
      ).toBe(83_959_866);
    });
    test("the formula's numbers are the formula's", () =>
      expect(Array.from(image.subarray(0, 5))).toEqual(told.u_image_first5.map((u) => expect.closeTo(u, 6))));
    test("features", () => {
      const values = features.dataSync();
      compare("features", told.feat_samples, (c, y, x) => values[(y! * 19 + x!) * 2048 + c!]!);
    });
    test("memory", () => {
      const values = padded.memory.dataSync();
      compare("memory", told.memory_samples, (s, d) => values[s! * 256 + d!]!);
    });
    test("logits, argmax and losses of the padded picture", () => {
      const tokens = { data: ids(), N: 1, T };
      const logits = tf.tidy(() => model.decodeLogits(padded, tokens, INFERENCE).dataSync<"float32">());
      compare("logits", told.logits_samples, (t, v) => logits[t! * V + v!]!);
      const argmax = told.argmax.map((_, t) =>
        logits.subarray(t * V, (t + 1) * V).reduce((best, value, v, row) => (value > row[best]! ? v : best), 0),
      );
      expect(argmax).toEqual(told.argmax);
      const loss = (ignorePad: boolean): number =>
        tf.tidy(() => model.captionLoss(padded, tokens, { ignorePad, labelSmoothing: 0 }, INFERENCE).dataSync()[0]!);
      expect(loss(false)).toBeCloseTo(told.loss_ce_including_pads, 3);
      expect(loss(true)).toBeCloseTo(told.loss_ce_ignore_pad, 3);
    });
    test("logits of the picture without padding, as CATR predicts", () => {
      const logits = tf.tidy(() => {
        const pixels = tf.transpose(tf.tensor4d(image, [1, 3, H, S]), [0, 2, 3, 1]);
        const encoded = model.encode({ pixels, pixelMask: new Uint8Array(H * S), height: H, width: S }, INFERENCE);
        return model.decodeLogits(encoded, { data: ids(), N: 1, T }, INFERENCE).dataSync();
      });
      compare("logits without padding", told.predict_path_unpadded_logits_samples, (t, v) => logits[t! * V + v!]!);
    });
    test("the cached steps of captioning without padding have CATR's logits too, up to the softmax's constant", async () => {
      const encoded = tf.tidy(() => {
        const pixels = tf.transpose(tf.tensor4d(image, [1, 3, H, S]), [0, 2, 3, 1]);
        const { memory, placedMemory } = model.encode({ pixels, pixelMask: new Uint8Array(H * S), height: H, width: S }, INFERENCE);
        return { memory, placedMemory };
      });
      const decoder = new TokenDecoder(model.spec, model.weights, encoded);
      const steps: Float32Array[] = [];
      for (const id of told.input.caption_ids) steps.push((await decoder.next(Int32Array.of(id))).logProbabilities);
      const constants = new Map<number, number>();
      for (const [place, expected] of Object.entries(told.predict_path_unpadded_logits_samples)) {
        const [t, v] = JSON.parse(place) as [number, number];
        if (!constants.has(t)) constants.set(t, expected - steps[t]![v]!);
      }
      expect(constants.size).toBeGreaterThan(1);
      compare("cached steps", told.predict_path_unpadded_logits_samples, (t, v) => steps[t!]![v!]! + constants.get(t!)!);
      decoder.dispose();
      tf.dispose([encoded.memory, encoded.placedMemory]);
    });
  },
  600_000,
);
