/** @file The checker behind the letters in docstrings: a letter means the same size everywhere in one call. */
import type { Tensor } from "@tensorflow/tfjs-core";

export class ShapeError extends Error {
  override name = "ShapeError";
}

export type Dims = Map<string, number>;

/**
 * Compares the shape of `x` with `want`: numbers are sizes, letters are bound in `dims` at first sight.
 * @returns `dims`, so that one call can follow another.
 * @throws {ShapeError} that names the tensor, what was wanted and what came.
 */
export function assertShape(name: string, x: Tensor, want: readonly (string | number)[], dims: Dims = new Map()): Dims {
  const fits =
    x.shape.length === want.length &&
    want.every((dim, i) => {
      const size = x.shape[i]!;
      if (typeof dim === "number") return dim === size;
      if (!dims.has(dim)) dims.set(dim, size);
      return dims.get(dim) === size;
    });
  if (!fits) {
    const bound = [...dims].map(([letter, size]) => `${letter}=${size}`).join(", ");
    throw new ShapeError(`${name}: want [${want.join(", ")}]${bound ? ` (${bound})` : ""}, got [${x.shape.join(", ")}].`);
  }
  return dims;
}
