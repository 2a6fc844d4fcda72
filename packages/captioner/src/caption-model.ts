/** @file The captioner: pictures in, logits or a loss out. */
import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy } from "@capstan/engine/ops/cross-entropy";
import { linear } from "@capstan/engine/ops/linear";
import { assertShape } from "./assert-shape.ts";
import type { BackbonePlan } from "./backbone/architecture.ts";
import type { BatchMoments } from "./backbone/batch-norm.ts";
import { FrozenNorms } from "./backbone/frozen-norms.ts";
import { runBackbone } from "./backbone/run-backbone.ts";
import { type ForwardContext, INFERENCE, within } from "./forward-context.ts";
import type { ModelSpec } from "./model-spec.ts";
import { type Parameter, type ParameterTable, type Weights, weightsOf } from "./parameter.ts";
import { type GridMask, hasPadding, maskOfGrid, SinePositionCache } from "./picture-positions.ts";
import { decode, head, type Memory } from "./transformer/decoder.ts";
import { encode } from "./transformer/encoder.ts";

/** Stem and four stages. */
export const STAGES = 5;

/** Share of a step in the running averages of norms, as PyTorch's. */
const MOMENTUM = 0.1;

export interface EncodedPictures extends Memory {
  readonly mask: GridMask;
}

export interface PixelInput {
  /** float32 `[B, H, W, C]`: pixels, or the output of the stage before `fromStage`. Borrowed. */
  readonly pixels: tf.Tensor4D;
  /** 0 when `pixels` are pixels. */
  readonly fromStage?: number;
  /** `[B, height, width]` over the pixels, 1 = padding. */
  readonly pixelMask: Uint8Array;
  readonly height: number;
  readonly width: number;
}

export interface LossOptions {
  readonly ignorePad: boolean;
  readonly labelSmoothing: number;
}

/** Captions as numbers: `[N, T + 1]`, [CLS] first, [SEP] last, then padding. */
export interface CaptionTokens {
  readonly data: Int32Array;
  readonly N: number;
  /** Input positions: one less than the columns of `data`. */
  readonly T: number;
}

/** Letters: `B` pictures, `N` captions (`C` per picture, side by side), `T` positions, `S` grid cells, `D` width, `V` pieces. */
export class CaptionModel {
  readonly spec: ModelSpec;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Reads a weight by its key. */
  readonly weights: Weights;
  readonly #plan: BackbonePlan | null;
  readonly #norms = new FrozenNorms();
  readonly #positions = new SinePositionCache();

  constructor(spec: ModelSpec, plan: BackbonePlan | null, table: ParameterTable) {
    this.spec = spec;
    this.parameters = table;
    this.weights = weightsOf(table);
    this.#plan = plan;
  }

  /** How many numbers the weights hold, buffers included. */
  get parameterCount(): number {
    return [...this.parameters.values()].reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /**
   * Runs the first stages of the backbone, for those that do not train: outside the gradient's tape they cost no memory.
   * @returns float32 `[B, h, w, C']`. Owned by the caller.
   */
  runStages(pixels: tf.Tensor4D, from: number, to: number, context: ForwardContext = INFERENCE): tf.Tensor4D {
    assertShape("pixels", pixels, ["B", "H", "W", "C"]);
    const plan = this.#plan;
    if (!plan) return pixels.clone();
    const { moments } = context;
    return within(context, () => runBackbone({ plan, weights: this.weights, norms: this.#norms, moments }, pixels, from, to));
  }

  /** From pixels (or the features of an early stage) to the memory that captions are decoded from. Owned by the caller. */
  encode(input: PixelInput, context: ForwardContext): EncodedPictures {
    const features = this.runStages(input.pixels, input.fromStage ?? 0, STAGES, context);
    const [B, rows, columns] = features.shape;
    const encoded = this.encodeFeatures(features, maskOfGrid(input.pixelMask, B, input.height, input.width, rows, columns), context);
    features.dispose();
    return encoded;
  }

  /**
   * From a grid of features to the memory.
   * @param features float32 `[B, h, w, C']`. Borrowed.
   * @param mask of the same B, h and w.
   */
  encodeFeatures(features: tf.Tensor4D, mask: GridMask, context: ForwardContext): EncodedPictures {
    assertShape("features", features, [mask.B, mask.rows, mask.columns, "C"]);
    const D = this.spec.hiddenDim;
    const S = mask.rows * mask.columns;
    const memory = within(context, () =>
      tf.tidy(() => {
        const flat = tf.reshape(features, [mask.B, S, -1]) as tf.Tensor3D;
        const x = linear(
          flat,
          this.weights<tf.Tensor2D>("input_proj.weight"),
          this.weights<tf.Tensor1D>("input_proj.bias"),
          "none",
        ) as tf.Tensor3D;
        const position = this.#position(mask, S, D);
        const keyPadding = hasPadding(mask) ? tf.tensor2d(Float32Array.from(mask.data), [mask.B, S]) : undefined;
        const memory = encode(this.spec, this.weights, { x, position, keyPadding }, context);
        const tensors: Memory = { memory, placedMemory: tf.add<tf.Tensor3D>(memory, position), keyPadding };
        return { ...tensors };
      }),
    ) as unknown as Memory;
    return { ...memory, mask };
  }

  /** float32 `[B | 1, S, D]`. */
  #position(mask: GridMask, S: number, D: number): tf.Tensor3D {
    if (this.spec.positionEmbedding === "sine") {
      const { values, B } = this.#positions.get(mask, D);
      return tf.tensor3d(values, [B, S, D]);
    }
    const axis = (name: string, count: number): tf.Tensor =>
      tf.slice(this.weights(`backbone.1.${name}_embed.weight`), [0, 0], [count, D / 2]);
    const x = tf.tile(tf.expandDims(axis("col", mask.columns), 0), [mask.rows, 1, 1]);
    const y = tf.tile(tf.expandDims(axis("row", mask.rows), 1), [1, mask.columns, 1]);
    return tf.reshape(tf.concat([x, y], -1), [1, S, D]);
  }

  /**
   * Logits of the next token at every position of ready captions.
   * @returns float32 `[N, T, V]`, unnormalised. Owned by the caller.
   * @throws {RangeError} when N is not a multiple of B, or T exceeds the position table.
   */
  decodeLogits(encoded: Memory, tokens: CaptionTokens, context: ForwardContext): tf.Tensor3D {
    const { N, T } = tokens;
    const [B] = encoded.memory.shape;
    if (tokens.data.length !== N * (T + 1)) throw new RangeError(`tokens: ${tokens.data.length} values are not ${N} x ${T + 1}.`);
    if (N % B !== 0) throw new RangeError(`${N} captions cannot be shared evenly by ${B} pictures.`);
    if (T > this.spec.maxPositions) throw new RangeError(`Captions of ${T} tokens: the model knows ${this.spec.maxPositions} positions.`);
    return within(context, () =>
      tf.tidy(() => {
        const ids = new Int32Array(N * T);
        const padding = new Float32Array(N * T);
        let padded = false;
        for (let n = 0; n < N; n++)
          for (let t = 0; t < T; t++) {
            const id = tokens.data[n * (T + 1) + t]!;
            ids[n * T + t] = id;
            if (id === this.spec.padId) {
              padding[n * T + t] = 1;
              padded = true;
            }
          }
        const tokenPadding = padded ? tf.tensor2d(padding, [N, T]) : undefined;
        const hidden = decode(this.spec, this.weights, { ...encoded, ids: tf.tensor2d(ids, [N, T], "int32"), tokenPadding }, context);
        return head(this.weights, hidden);
      }),
    );
  }

  /**
   * Mean cross-entropy of the next token, in nats: per real token with `ignorePad`, else per position as CATR has it.
   * @returns float32 scalar. Owned by the caller.
   */
  captionLoss(encoded: Memory, tokens: CaptionTokens, options: LossOptions, context: ForwardContext): tf.Scalar {
    return tf.tidy(() => {
      const { N, T } = tokens;
      const logits = this.decodeLogits(encoded, tokens, context);
      const targets = new Int32Array(N * T);
      for (let n = 0; n < N; n++) targets.set(tokens.data.subarray(n * (T + 1) + 1, (n + 1) * (T + 1)), n * T);
      return crossEntropy(tf.reshape(logits, [N * T, -1]), tf.tensor1d(targets, "int32"), {
        ignoredId: options.ignorePad ? this.spec.padId : null,
        labelSmoothing: options.labelSmoothing,
      });
    });
  }

  /** Pictures and captions to the loss: what a training step differentiates. */
  loss(input: PixelInput, tokens: CaptionTokens, options: LossOptions, context: ForwardContext): tf.Scalar {
    return tf.tidy(() => this.captionLoss(this.encode(input, context), tokens, options, context));
  }

  /**
   * Moves the running averages of norms that train towards what a step saw, and disposes of it. Call once per step.
   * @param moments what the step's context collected; taken.
   */
  learnMoments(moments: Map<string, BatchMoments>): void {
    for (const [norm, { mean, variance }] of moments) {
      for (const [name, seen] of [
        ["running_mean", mean],
        ["running_var", variance],
      ] as const) {
        const running = this.parameters.get(`${norm}.${name}`)!.variable;
        tf.tidy(() => running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(seen, MOMENTUM))));
      }
      tf.dispose([mean, variance]);
    }
    if (moments.size > 0) this.#norms.clear();
    moments.clear();
  }

  /** To call after weights were set from outside. */
  weightsChanged(): void {
    this.#norms.clear();
  }

  dispose(): void {
    this.#norms.clear();
    for (const { variable } of this.parameters.values()) variable.dispose();
  }
}
