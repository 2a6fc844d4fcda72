/** @file A limit on what all live tensors may take together, and the most that they took. */
import { nativeBackend, usesNative } from "@capstan/engine/native/native-backend";
import { EngineOutOfMemory } from "@capstan/engine/out-of-memory";
import * as tf from "@tensorflow/tfjs-core";

interface TrackingEngine {
  trackTensor(tensor: tf.Tensor, backend: unknown): void;
  readonly state: { readonly numBytes: number };
}

/**
 * Live tensors may not pass `budget` bytes while `work` goes on: the native engine's own budget, or for an engine that has
 * none a refusal in its place. @returns the most that they came to.
 */
export async function withTensorBudget(budget: number, work: () => Promise<void>): Promise<number> {
  const engine = tf.engine() as unknown as TrackingEngine;
  const track = engine.trackTensor;
  const pool = usesNative() ? nativeBackend().pool : null;
  const usual = pool?.budgetBytes;
  let most = 0;
  engine.trackTensor = function (this: TrackingEngine, tensor, backend) {
    const bytes = tensor.size * 4;
    if (!pool && this.state.numBytes + bytes > budget) throw new EngineOutOfMemory("a tensor", tensor.shape, bytes, budget);
    track.call(this, tensor, backend);
    most = Math.max(most, this.state.numBytes);
  };
  if (pool) pool.budgetBytes = budget;
  try {
    await work();
  } finally {
    engine.trackTensor = track;
    if (pool) pool.budgetBytes = usual!;
  }
  return most;
}
