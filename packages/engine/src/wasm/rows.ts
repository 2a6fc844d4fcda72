/** @file Looking rows up and adding them back, on the wasm engine's memory: its own gather copies value by value. */
import type * as tf from "@tensorflow/tfjs-core";
import { floatsOnHeap, intsOnHeap, newOnHeap } from "./heap.ts";

/** table [V, D], ids int32 [...] -> [..., D]. */
export function gatherRowsOnHeap(table: tf.Tensor2D, ids: tf.Tensor): tf.Tensor {
  const [rows, width] = table.shape;
  const output = newOnHeap([...ids.shape, width]);
  const [from, to, which] = [floatsOnHeap(table), floatsOnHeap(output), intsOnHeap(ids)];
  for (let position = 0; position < which.length; position++) {
    const id = which[position]!;
    if (!(id >= 0 && id < rows)) {
      throw new RangeError(`embedding: id ${id} is outside the table of ${rows} rows.`);
    }
    to.set(from.subarray(id * width, (id + 1) * width), position * width);
  }
  return output;
}

/** Sums the rows of dy [..., D] by id into [V, D], leaving out `paddingId`. */
export function addRowsOnHeap(dy: tf.Tensor, ids: tf.Tensor, rows: number, paddingId: number | undefined): tf.Tensor2D {
  const width = dy.shape.at(-1)!;
  const output = newOnHeap<tf.Tensor2D>([rows, width]);
  const [from, to, which] = [floatsOnHeap(dy), floatsOnHeap(output), intsOnHeap(ids)];
  to.fill(0);
  for (let position = 0; position < which.length; position++) {
    const id = which[position]!;
    for (let column = 0; id !== paddingId && column < width; column++) {
      to[id * width + column]! += from[position * width + column]!;
    }
  }
  return output;
}
