/**
 * @file The way back through tfjs-core's tape, with less memory: tf.variableGrads keeps every intermediate gradient and every saved
 * activation until the last gradient is there, and leaves the saved ones behind when the forward pass throws.
 *
 * Here the gradient of an output goes as soon as its node has used it, and so does what the node saved.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Gradient } from "../ops/differentiable.ts";

interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly gradient?: (dys: (tf.Tensor | null)[]) => Readonly<Record<string, Gradient>>;
  saved?: tf.Tensor[];
}
/** What the public tf.variableGrads is made of. */
interface TapeEngine {
  readonly state: { activeTape: TapeNode[] | null; readonly gradientDepth: number };
  startTape(): void;
  endTape(): void;
}

function release(node: TapeNode): void {
  for (const tensor of node.saved ?? []) {
    tensor.dispose();
  }
  node.saved = [];
}

/** The nodes on the way from the variables to `y`, in the tape's order; of each the inputs that lead there. */
function nodesBetween(tape: readonly TapeNode[], variables: readonly tf.Variable[], y: tf.Tensor): { node: TapeNode; inputs: string[] }[] {
  const fromVariables = new Set(variables.map(({ id }) => id));
  const reached = tape.map((node) => {
    const inputs = Object.keys(node.inputs).filter((name) => fromVariables.has(node.inputs[name]!.id));
    if (inputs.length > 0) {
      for (const output of node.outputs) {
        fromVariables.add(output.id);
      }
    }
    return { node, inputs };
  });
  const toY = new Set([y.id]);
  return reached
    .toReversed()
    .filter(({ node, inputs }) => {
      const leads = inputs.length > 0 && node.outputs.some(({ id }) => toY.has(id));
      if (leads) {
        for (const name of inputs) {
          toY.add(node.inputs[name]!.id);
        }
      }
      return leads;
    })
    .toReversed();
}

/**
 * The gradients of one node's inputs, each together with the one `before`, if there is one; what is computed on the way is gone
 * afterwards.
 */
function throughNode(node: TapeNode, inputs: readonly string[], dys: (tf.Tensor | null)[], before: (tf.Tensor | undefined)[]): tf.Tensor[] {
  if (node.gradient === undefined) {
    throw new Error(`${node.kernelName} has no gradient. Register one in packages/engine/src/gradients.`);
  }
  return tf.tidy(() => {
    const gradients = node.gradient!(dys);
    return inputs.map((name, i) => {
      const other = before[i];
      const gradient = gradients[name]!;
      const dx = other === undefined ? gradient() : (gradient.onto?.(other) ?? tf.add(other, gradient()));
      const { shape } = node.inputs[name]!;
      if (!tf.util.arraysEqual(dx.shape, shape)) {
        throw new Error(
          `The gradient of ${node.kernelName}'s ${name} has the shape [${dx.shape.join(", ")}] instead of [${shape.join(", ")}].`,
        );
      }
      // The node's own dy is about to go.
      return dys.includes(dx) ? dx.clone() : dx;
    });
  });
}

function backwards(tape: readonly TapeNode[], variables: readonly tf.Variable[], y: tf.Tensor): Map<number, tf.Tensor> {
  const way = nodesBetween(tape, variables, y);
  const needed = new Set(way.map(({ node }) => node));
  for (const node of tape) {
    if (!needed.has(node)) {
      release(node);
    }
  }
  const gradients = new Map<number, tf.Tensor>([[y.id, tf.onesLike(y)]]);
  for (const { node, inputs } of way.toReversed()) {
    const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
    const ids = inputs.map((name) => node.inputs[name]!.id);
    // An input that comes twice is added up below.
    const before = ids.map((id, i) => (ids.indexOf(id) === i ? gradients.get(id) : undefined));
    const found = throughNode(node, inputs, dys, before);
    for (const { id } of node.outputs) {
      gradients.get(id)?.dispose();
      gradients.delete(id);
    }
    release(node);
    tf.dispose(before);
    for (const [i, id] of ids.entries()) {
      const first = ids.indexOf(id);
      gradients.set(id, first === i ? found[i]! : tf.add(gradients.get(id)!, found[i]!));
      if (first !== i) {
        tf.dispose([found[first]!, found[i]!]);
      }
    }
  }
  return gradients;
}

/**
 * The value of `f` and its gradient with respect to each of `variables`, as tf.variableGrads, in their order; zeros for a variable
 * that `f` does not use. Leaves nothing behind when it throws.
 * @param f gives a float32 scalar; called once
 * @returns tensors owned by the caller
 */
export function gradientsOf(f: () => tf.Scalar, variables: readonly tf.Variable[]): { value: tf.Scalar; gradients: tf.Tensor[] } {
  const engine = tf.engine() as unknown as TapeEngine;
  if (engine.state.gradientDepth !== 0) {
    throw new Error("gradientsOf: gradients of gradients are not computed here. Use tf.grads.");
  }
  let tape: TapeNode[] = [];
  try {
    const [value, ...gradients] = tf.tidy(() => {
      engine.startTape();
      let y: tf.Scalar;
      try {
        tape = engine.state.activeTape!;
        y = tf.tidy(f);
      } finally {
        engine.endTape();
        engine.state.activeTape = null;
      }
      const found = backwards(tape, variables, y);
      return [y, ...variables.map((variable) => found.get(variable.id) ?? tf.zerosLike(variable))];
    });
    return { value: value as tf.Scalar, gradients };
  } finally {
    tape.forEach(release);
  }
}
