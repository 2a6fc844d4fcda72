/** @file One way for every op to refuse shapes: the message names the op, the rule and the shapes that broke it. */
import { enterOp } from "./current-op.ts";

interface Shaped {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly isDisposed?: boolean;
}

/** These hold whole numbers; all else that an op takes is float32. */
const INTEGERS: ReadonlySet<string> = new Set(["ids", "targets"]);

/** Thrown for a programmer's mistake (shapes that do not fit), never for a user's input. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/**
 * Throws ShapeError unless `holds`, and when a tensor is of another type or gone. Every op begins with it, so it also notes which
 * op computes.
 * @param rule the sentence that should hold, for example "x ends in as many channels as the filter takes"
 */
export function checkShapes(op: string, holds: boolean, rule: string, tensors: Readonly<Record<string, Shaped | undefined>>): void {
  enterOp(op);
  for (const name in tensors) {
    const tensor = tensors[name];
    if (tensor?.isDisposed === true) {
      throw new ShapeError(`${op}: ${name} [${tensor.shape.join(", ")}] was disposed of before.`);
    }
    const wanted = INTEGERS.has(name) ? "int32" : "float32";
    if (tensor?.dtype !== undefined && tensor.dtype !== wanted) {
      throw new ShapeError(`${op}: ${name} [${tensor.shape.join(", ")}] must be ${wanted}, not ${tensor.dtype}.`);
    }
  }
  if (holds) {
    return;
  }
  const shapes = Object.entries(tensors)
    .filter(([, tensor]) => tensor !== undefined)
    .map(([name, tensor]) => `${name} [${tensor!.shape.join(", ")}]`);
  throw new ShapeError(`${op}: ${rule}; got ${shapes.join(", ")}.`);
}
