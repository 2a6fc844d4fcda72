/**
 * @file The native addon's face, and what keeps it from loading. native/source/*.cc documents each kernel's arguments. Only one
 * thread of JavaScript may use it: its scratch memory and its prepared kernels are the process's.
 */
import { createRequire } from "node:module";
import { addonFile, builtFingerprint, fingerprint } from "../../native/fingerprint.mjs";
import type { StoredValues } from "./stored-values.ts";

type Floats = Float32Array;
/** fp32 as it is, or bfloat16 in a Uint16Array. */
type Values = StoredValues;
type Numbers = readonly number[];

export interface NativeAddon {
  allocate(bytes: number): ArrayBuffer;
  /** Returns whether bfloat16 is on: asking for it on a processor without it leaves fp32. */
  configure(threads: number, bf16: number): boolean;
  /** oneDNN's version. */
  describe(): string;
  matrixProduct(a: Values, b: Values, c: Values, ...shape: Numbers): void;
  linear(x: Values, weight: Floats, bias: Floats, y: Values, ...shapeReluAndKept: Numbers): void;
  convolution(
    x: Values,
    filter: Floats,
    scale: Floats,
    shift: Floats,
    residual: Values | null,
    y: Values,
    relu: number,
    ...geometryAndKept: Numbers
  ): void;
  convolutionInputGradient(
    dy: Values,
    filter: Floats,
    scale: Floats,
    dx: Values,
    addend: Values | null,
    gate: Values | null,
    ...geometry: Numbers
  ): void;
  convolutionFilterGradient(x: Values, dy: Values, scale: Floats, dFilter: Floats, ...geometry: Numbers): void;
  forgetWeight(number: number): void;
  roundValues(x: Floats, y: Uint16Array): void;
  fewRowsLinear(x: Floats, weight: Values, bias: Floats, y: Floats, ...shapeAndRelu: Numbers): void;
  decoderStep(
    x: Floats,
    position: Floats,
    y: Floats,
    history: Int32Array,
    keyPadding: Floats | null,
    shown: Floats | null,
    weights: readonly Values[],
    caches: readonly Floats[],
    ...sizes: Numbers
  ): void;
  bestTokens(logits: Floats, never: Int32Array, ids: Int32Array, logProbabilities: Floats, ...rowsColumnsCount: Numbers): void;
  maxPool(x: Values, y: Values, ...shape: Numbers): void;
  maxPoolGradient(dy: Floats, x: Floats, y: Floats, dx: Floats, ...shape: Numbers): void;
  unary(operation: number, x: Floats, y: Floats): void;
  binary(operation: number, a: Floats, b: Floats, y: Floats, strides: Int32Array): void;
  addValues(a: Values, b: Values, y: Values): void;
  widen(x: Values, y: Floats): void;
  reluGradient(dy: Values, y: Values, dx: Values): void;
  drop(x: Values, y: Values, rate: number, seed: number): void;
  reduceRows(operation: number, x: Floats, y: Floats, rows: number, columns: number): void;
  reduceColumns(operation: number, x: Values, y: Floats, outer: number, rows: number, columns: number): void;
  sumOfSquares(all: readonly Floats[]): number;
  copyStrided(x: Floats, y: Floats, strides: Int32Array, xOffset: number, yOffset: number): void;
  gatherRows(table: Floats, ids: Int32Array, y: Floats, rows: number, width: number): void;
  addRows(dy: Floats, ids: Int32Array, table: Floats, rows: number, width: number, paddingId: number): void;
  softmax(x: Floats, y: Floats, rows: number, columns: number): void;
  layerNorm(x: Floats, gamma: Floats, beta: Floats, y: Floats, mean: Floats, inverse: Floats, ...rowsWidthEpsilon: Numbers): void;
  layerNormGradient(
    dy: Floats,
    x: Floats,
    gamma: Floats,
    mean: Floats,
    inverse: Floats,
    dx: Floats,
    dGamma: Floats,
    dBeta: Floats,
    ...rowsWidth: Numbers
  ): void;
  attention(q: Floats, k: Floats, v: Floats, keyPadding: Floats | null, weights: Floats, output: Floats, ...sizes: Numbers): void;
  attentionGradient(
    dy: Floats,
    q: Floats,
    k: Floats,
    v: Floats,
    weights: Floats,
    dq: Floats,
    dk: Floats,
    dv: Floats,
    ...sizes: Numbers
  ): void;
  /** Returns the mean loss. */
  crossEntropy(logits: Floats, targets: Int32Array, gradient: Values, ...rowsColumnsIgnoredSmoothing: Numbers): number;
  adamW(
    parameters: readonly Floats[],
    gradients: readonly Floats[],
    first: readonly Floats[],
    second: readonly Floats[],
    keepAndRate: Floats,
    ...coefficients: Numbers
  ): void;
}

const BUILD = "Run `node packages/engine/native/build.mjs`: it builds the engine or says what to install.";

export interface NativeObstacle {
  readonly reason: string;
  readonly advice: string;
}

/** Why the addon cannot be loaded, without loading it; null when nothing is in the way. */
export function nativeObstacle(): NativeObstacle | null {
  const built = builtFingerprint();
  if (built === null) {
    return { reason: "The native engine is not built.", advice: BUILD };
  }
  if (built !== fingerprint()) {
    return { reason: "The native engine was built from other sources or for another processor.", advice: BUILD };
  }
  return null;
}

let loaded: NativeAddon | undefined;

/** Throws when there is an obstacle, or when a shared library that the addon needs is gone. */
export function loadAddon(): NativeAddon {
  if (loaded === undefined) {
    const obstacle = nativeObstacle();
    if (obstacle !== null) {
      throw new Error(`${obstacle.reason} ${obstacle.advice}`);
    }
    // Threads that spin while they wait make everything several times slower on a shared machine. OpenMP reads this when it is loaded.
    process.env["OMP_WAIT_POLICY"] ??= "passive";
    // Not at once, though: the next kernel mostly follows within microseconds, and waking a thread takes longer than that.
    process.env["GOMP_SPINCOUNT"] ??= "1000";
    loaded = createRequire(import.meta.url)(addonFile) as NativeAddon;
  }
  return loaded;
}
