/** @file Whether a training fits this machine and how long it takes, before its first step. */
import os from "node:os";
import { nativeBackend, usesNative } from "@capstan/engine/native/native-backend";
import type { TrainingConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { layerCosts, type TrainingShape } from "./estimate-layers.ts";

const FLOAT = 4;

/**
 * Bytes of live tensors at the peak of a step, as a multiple of what the layers' outputs come to: what operations keep for
 * their gradients, and the gradients on their way. Measured over presets and sizes on the native engine; good to a third.
 */
const MEASURED = { resnet: 2.4, tiny: 1.45, transformer: 1.4, head: 1.8 } as const;

/** Bytes. */
export interface MemoryEstimate {
  /** Weights, gradients, both moments, the average. */
  readonly fixed: number;
  /** Each picture that is in a step at once costs this much. */
  readonly perPicture: number;
  readonly parts: Readonly<Record<"weights" | "gradients" | "moments" | "backbone" | "encoder" | "decoder" | "head", number>>;
}

/** Of a step in pieces of `pictures`. */
export const bytesOf = ({ fixed, perPicture }: MemoryEstimate, pictures: number): number => fixed + pictures * perPicture;

/** @param T decoder positions of a batch. */
export const shapeOf = (
  { model, picture, text }: TrainingConfig,
  vocabularySize: number,
  T: number,
  frozenStages: number,
): TrainingShape => ({
  model,
  pictureSize: picture.size,
  captionsPerPicture: text.captionsPerPicture,
  dropout: model.dropout > 0,
  vocabularySize,
  T,
  frozenStages,
});

/** @param ema whether weights are averaged. */
export function estimateMemory(shape: TrainingShape, ema: boolean): MemoryEstimate {
  const { weights, kept, passing } = layerCosts(shape);
  const backbone = shape.model.backbone === "tiny" ? MEASURED.tiny : MEASURED.resnet;
  const parts = {
    weights: FLOAT * (weights.trained * (ema ? 2 : 1) + weights.frozen),
    gradients: FLOAT * weights.trained,
    moments: FLOAT * 2 * weights.trained,
    backbone: FLOAT * backbone * (kept.backbone + passing),
    encoder: FLOAT * MEASURED.transformer * kept.encoder,
    decoder: FLOAT * MEASURED.transformer * kept.decoder,
    head: FLOAT * MEASURED.head * kept.head,
  };
  return {
    fixed: parts.weights + parts.gradients + parts.moments,
    perPicture: parts.backbone + parts.encoder + parts.decoder + parts.head,
    parts,
  };
}

/** Multiplications and additions of a step: the gradient costs twice what the way there does. */
export function stepOperations(shape: TrainingShape, pictures: number): number {
  const { operations } = layerCosts(shape);
  return pictures * (3 * operations.trained + operations.frozen);
}

/** Seconds that the probe may take. */
const PROBE_SECONDS = 0.05;
const PROBE_SIZE = 384;
/** Share of a large product's speed that a whole step reaches: small layers, norms and copies take their part. */
const STEP_SHARE = 0.5;

/** Multiplications and additions a second that a training step may reach on the engine as it is. */
export async function measureSpeed(): Promise<number> {
  const a = tf.ones<tf.Rank.R2>([PROBE_SIZE, PROBE_SIZE]);
  const product = async (): Promise<void> => {
    const c = tf.matMul(a, a);
    await c.data();
    c.dispose();
  };
  await product();
  const began = performance.now();
  let products = 0;
  do {
    await product();
    products++;
  } while (performance.now() - began < 1000 * PROBE_SECONDS);
  a.dispose();
  return (STEP_SHARE * products * 2 * PROBE_SIZE ** 3) / ((performance.now() - began) / 1000);
}

/** Bytes that tensors may still take, as far as the engine's budget and the machine tell. */
export function freeBytes(): number {
  const machine = process.availableMemory?.() ?? os.freemem();
  if (!usesNative()) return machine;
  const { budgetBytes, liveBytes } = nativeBackend().pool;
  return Math.min(machine, budgetBytes - liveBytes);
}

const UNITS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
] as const;

/** Two units at most: `3 hours 20 minutes`. */
export function inTime(seconds: number): string {
  const of = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  for (const [i, [length, unit]] of UNITS.entries()) {
    if (seconds < length) continue;
    const next = UNITS[i + 1];
    const rest = next ? Math.floor((seconds % length) / next[0]) : 0;
    return `${of(Math.floor(seconds / length), unit)}${rest > 0 ? ` ${of(rest, next![1])}` : ""}`;
  }
  return seconds < 10 ? `${seconds.toFixed(1)} seconds` : of(Math.round(seconds), "second");
}

export const inBytes = (bytes: number): string => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);
