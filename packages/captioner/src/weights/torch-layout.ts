/** @file Turns a weight between PyTorch's order of dimensions, which is on disk, and ours. */
import type { Layout } from "../parameter.ts";

/** [rows, columns] -> [columns, rows]. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!;
  return out;
}

/** From disk: `values` of `torchShape` in PyTorch's order -> our order. */
export function fromTorch(layout: Layout, torchShape: readonly number[], values: Float32Array): Float32Array {
  if (layout === "plain") return values;
  const O = torchShape[0]!;
  const I = torchShape[1]!;
  // OIHW -> HWIO is the transpose of [O, I * H * W] followed by [I, H * W] -> [H * W, I] with O carried along.
  if (layout !== "conv") return transpose(values, O, I);
  const taps = torchShape[2]! * torchShape[3]!;
  const out = new Float32Array(values.length);
  for (let o = 0; o < O; o++)
    for (let i = 0; i < I; i++) for (let tap = 0; tap < taps; tap++) out[(tap * I + i) * O + o] = values[(o * I + i) * taps + tap]!;
  return out;
}

/** To disk: the inverse of `fromTorch`. */
export function toTorch(layout: Layout, torchShape: readonly number[], values: Float32Array): Float32Array {
  if (layout === "plain") return values;
  const O = torchShape[0]!;
  const I = torchShape[1]!;
  if (layout !== "conv") return transpose(values, I, O);
  const taps = torchShape[2]! * torchShape[3]!;
  const out = new Float32Array(values.length);
  for (let o = 0; o < O; o++)
    for (let i = 0; i < I; i++) for (let tap = 0; tap < taps; tap++) out[(o * I + i) * taps + tap] = values[(tap * I + i) * O + o]!;
  return out;
}
