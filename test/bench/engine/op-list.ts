/** @file The operations that are measured on their own, in plain data: both sides read the same list. */

export interface ConvOp {
  readonly kind: "conv";
  readonly batch: number;
  /** Of the input, pixels per side. */
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}
type Sized<Kind extends string, Names extends string> = { readonly kind: Kind } & { readonly [N in Names]: number };
export type Op =
  | ConvOp
  | Sized<"linear", "rows" | "inputs" | "outputs">
  | Sized<"attention", "batch" | "queries" | "keys" | "heads" | "width">
  | Sized<"layerNorm", "rows" | "width">
  | Sized<"crossEntropy", "rows" | "columns">
  | Sized<"adamW", "length">
  | Sized<"tinyAdd" | "tinyRelu", "length">;

/** What one side answers, milliseconds: forward and each gradient on its own; null where there is none. */
export interface OpTimes {
  readonly forward: number;
  /** Of a convolution or a linear layer: with respect to the input, and to the filter. Elsewhere all gradients at once. */
  readonly input: number | null;
  readonly filter: number | null;
}

const conv = (batch: number, side: number, inputs: number, outputs: number, kernel: number, stride = 1, dilation = 1): ConvOp => ({
  kind: "conv",
  batch,
  side,
  inputs,
  outputs,
  kernel,
  stride,
  dilation,
});

/** Every distinct shape of a bottleneck stage, of ResNet-50 at 224 (batch 8) and of the dilated ResNet-101 at 299 (batch 4). */
export const OPS: readonly Op[] = [
  conv(8, 224, 3, 64, 7, 2),
  conv(8, 56, 64, 64, 3),
  conv(8, 56, 64, 256, 1),
  conv(8, 56, 256, 128, 1),
  conv(8, 56, 128, 128, 3, 2),
  conv(8, 28, 128, 512, 1),
  conv(8, 28, 128, 128, 3),
  conv(8, 28, 256, 256, 3, 2),
  conv(8, 14, 256, 256, 3),
  conv(8, 14, 256, 1024, 1),
  conv(8, 14, 1024, 256, 1),
  conv(8, 7, 512, 512, 3),
  conv(8, 7, 512, 2048, 1),
  conv(8, 14, 1024, 2048, 1, 2),
  conv(4, 38, 128, 128, 3),
  conv(4, 19, 256, 256, 3),
  conv(4, 19, 1024, 256, 1),
  conv(4, 19, 256, 1024, 1),
  conv(4, 19, 512, 512, 3, 1, 2),
  conv(4, 19, 512, 2048, 1),
  conv(4, 19, 2048, 512, 1),
  { kind: "linear", rows: 512, inputs: 512, outputs: 30522 },
  { kind: "linear", rows: 1444, inputs: 256, outputs: 2048 },
  { kind: "linear", rows: 1444, inputs: 2048, outputs: 256 },
  { kind: "linear", rows: 160, inputs: 256, outputs: 256 },
  { kind: "attention", batch: 4, queries: 361, keys: 361, heads: 8, width: 32 },
  { kind: "attention", batch: 4, queries: 128, keys: 128, heads: 8, width: 32 },
  { kind: "attention", batch: 8, queries: 20, keys: 49, heads: 8, width: 32 },
  { kind: "layerNorm", rows: 1444, width: 256 },
  { kind: "crossEntropy", rows: 512, columns: 30522 },
  { kind: "adamW", length: 15_627_264 },
  { kind: "tinyAdd", length: 64 },
  { kind: "tinyRelu", length: 64 },
];

export function nameOf(op: Op): string {
  switch (op.kind) {
    case "conv":
      return `conv ${op.kernel}x${op.kernel} ${op.inputs}>${op.outputs}, ${op.batch}x${op.side}x${op.side}${op.stride > 1 ? ` /${op.stride}` : ""}${op.dilation > 1 ? ` dilated ${op.dilation}` : ""}`;
    case "linear":
      return `linear ${op.rows}x${op.inputs}>${op.outputs}`;
    case "attention":
      return `attention ${op.batch}x${op.heads}, ${op.queries}x${op.keys}x${op.width}`;
    case "layerNorm":
      return `layer norm ${op.rows}x${op.width}`;
    case "crossEntropy":
      return `cross-entropy ${op.rows}x${op.columns}`;
    case "adamW":
      return `AdamW of ${op.length}`;
    case "tinyAdd":
      return `add of ${op.length}`;
    case "tinyRelu":
      return `relu of ${op.length}`;
  }
}

/** Floating-point operations of the forward pass (each gradient of a convolution or a linear layer costs the same); null: memory decides. */
export function flopsOf(op: Op): number | null {
  switch (op.kind) {
    case "conv": {
      const side = Math.floor((op.side - 1) / op.stride) + 1;
      return 2 * op.batch * side * side * op.kernel * op.kernel * op.inputs * op.outputs;
    }
    case "linear":
      return 2 * op.rows * op.inputs * op.outputs;
    case "attention":
      return 4 * op.batch * op.heads * op.queries * op.keys * op.width;
    default:
      return null;
  }
}

/** Bytes that the forward pass must read and write in fp32; null: arithmetic decides. */
export function bytesOf(op: Op): number | null {
  switch (op.kind) {
    case "layerNorm":
      return 8 * op.rows * op.width;
    case "crossEntropy":
      return 8 * op.rows * op.columns;
    case "adamW":
      return 28 * op.length;
    default:
      return null;
  }
}
