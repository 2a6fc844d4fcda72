/** @file What PyTorch computed: test/golden/engine, made by test/bench/peers/make_engine_fixtures.py. */
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";

export interface GoldenCase {
  readonly name: string;
  readonly op: "conv" | "linear" | "layerNorm" | "attention" | "crossEntropy" | "embedding" | "maxPool";
  readonly inputs: readonly string[];
  /** Inputs with gradients. */
  readonly gradients: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}
interface Golden {
  readonly torch: string;
  readonly cases: readonly GoldenCase[];
  readonly adamW: {
    readonly groups: readonly { lr: number; weight_decay: number }[];
    readonly clipMaxNorm: number;
    readonly gradientNorms: readonly number[];
  };
}

const folder = new URL("../../../../test/golden/engine/", import.meta.url);
export const golden = JSON.parse(readFileSync(new URL("cases.json", folder), "utf8")) as Golden;

const bytes = readFileSync(new URL("cases.safetensors", folder));
const headerLength = Number(bytes.readBigUInt64LE(0));
const header = JSON.parse(bytes.toString("utf8", 8, 8 + headerLength)) as Record<
  string,
  { shape: number[]; data_offsets: [number, number] }
>;

export function goldenValues(name: string): Float32Array {
  const [start, end] = header[name]!.data_offsets.map((offset) => 8 + headerLength + offset) as [number, number];
  return new Float32Array(new Uint8Array(bytes.subarray(start, end)).buffer);
}
export function goldenTensor(name: string): tf.Tensor {
  return tf.tensor(goldenValues(name), header[name]!.shape);
}
