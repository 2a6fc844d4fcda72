/**
 * @file Our captions in a process of its own: one caption for each line read, which names the way; answers with a line of JSON.
 *
 *   node our-captions.ts '{"precision": "fp32", "engine": "native", "threads": 2, "tokens": 12, "folder": "...", "save": true}'
 *
 * `folder` holds picture.safetensors; with `save` the weights are written there too, for the other side.
 */
import path from "node:path";
import { createInterface } from "node:readline";
import type { CaptionModel, EncodedPictures, PixelInput } from "@capstan/captioner/caption-model";
import { createModel } from "@capstan/captioner/create-model";
import { generateCaptions } from "@capstan/captioner/decode/generate-captions";
import { INFERENCE } from "@capstan/captioner/forward-context";
import { readSafetensors, saveWeights } from "@capstan/captioner/weights/weights-file";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { CATR_SPEC } from "../../support/catr-size.ts";

export interface Asked {
  readonly precision: "fp32" | "bf16";
  readonly engine: "native" | "tensorflow" | "wasm";
  readonly threads: number;
  /** That a caption has: [SEP] is not written before. */
  readonly tokens: number;
  readonly folder: string;
  readonly save: boolean;
}
export interface Captioned {
  readonly seconds: number;
  /** Until the picture was encoded; 0 where it is encoded again for each token. */
  readonly encodeSeconds: number;
  readonly ids: readonly number[];
}

/** One picture's pixels, `[1, height, width, 3]`, and which of them are padding. */
interface Shown {
  readonly pixels: tf.Tensor4D;
  readonly pixelMask: Uint8Array;
  readonly height: number;
  readonly width: number;
}

const dispose = ({ memory, placedMemory, keyPadding }: EncodedPictures): void =>
  tf.dispose([memory, placedMemory, ...(keyPadding ? [keyPadding] : [])]);

/** Encoded once, keys and values kept. */
async function cached(model: CaptionModel, shown: PixelInput, tokens: number, beamWidth: number): Promise<Captioned> {
  const began = performance.now();
  const encoded = model.encode(shown, INFERENCE);
  const encodeSeconds = (performance.now() - began) / 1000;
  const [captions] = await generateCaptions(model, encoded, { beamWidth, minLength: tokens, maxLength: tokens, anyToken: true });
  dispose(encoded);
  return { seconds: (performance.now() - began) / 1000, encodeSeconds, ids: captions![0]!.tokens.map(({ id }) => id) };
}

/** As predict.py: backbone, encoder and all positions of the decoder for each token. */
async function again(model: CaptionModel, shown: PixelInput, tokens: number): Promise<Captioned> {
  const { padId, clsId, sepId, maxPositions: T } = model.spec;
  const began = performance.now();
  const caption = new Int32Array(T + 1).fill(padId);
  caption[0] = clsId;
  const ids: number[] = [];
  for (let i = 0; i < tokens; i++) {
    const row = tf.tidy(() => {
      const logits = model.decodeLogits(model.encode(shown, INFERENCE), { data: caption, N: 1, T }, INFERENCE);
      return tf.slice(logits, [0, i, 0], [1, 1, -1]);
    });
    const logits = (await row.data()) as Float32Array;
    row.dispose();
    let best = -1;
    for (let id = 0; id < logits.length; id++) if (id !== sepId && (best < 0 || logits[id]! > logits[best]!)) best = id;
    ids.push(best);
    caption[i + 1] = best;
  }
  return { seconds: (performance.now() - began) / 1000, encodeSeconds: 0, ids };
}

/** The picture alone, and as training has it: in the corner of a square. */
async function readPicture(folder: string): Promise<{ bare: Shown; square: Shown }> {
  const { shape, data } = (await readSafetensors(path.join(folder, "picture.safetensors"))).get("pixels")!;
  const [, height, width] = shape as [number, number, number, number];
  const S = Math.max(height, width);
  const bare = tf.tensor4d(data as Float32Array, [1, height, width, 3]);
  const pixelMask = Uint8Array.from({ length: S * S }, (_, i) => Number(Math.floor(i / S) >= height || i % S >= width));
  const square = tf.pad(bare, [
    [0, 0],
    [0, S - height],
    [0, S - width],
    [0, 0],
  ]);
  return {
    bare: { pixels: bare, pixelMask: new Uint8Array(height * width), height, width },
    square: { pixels: square, pixelMask, height: S, width: S },
  };
}

async function main(asked: Asked): Promise<void> {
  const engine = await prepareEngine({ choice: asked.engine, precision: asked.precision, threads: asked.threads });
  const model = createModel(CATR_SPEC, 1);
  if (asked.save) await saveWeights(model, path.join(asked.folder, "weights.safetensors"));
  const { bare, square } = await readPicture(asked.folder);
  const ways: Readonly<Record<string, () => Promise<Captioned>>> = {
    greedy: () => cached(model, bare, asked.tokens, 1),
    beam: () => cached(model, bare, asked.tokens, 3),
    square: () => cached(model, square, asked.tokens, 1),
    again: () => again(model, bare, asked.tokens),
  };
  const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ ready: true, engine, parameters: model.parameterCount });
  for await (const line of createInterface({ input: process.stdin })) say(await ways[line]!());
}

await main(JSON.parse(process.argv[2]!) as Asked);
