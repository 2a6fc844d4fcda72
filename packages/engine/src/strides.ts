/** @file How two arrays are walked over one shape: what transposing, slicing and broadcasting have in common. */

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = Array.from(shape, () => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

/** Strides of an operand of `shape` repeated to `to`: 0 along what repeats. */
export function broadcastStrides(shape: readonly number[], to: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = to.length - shape.length;
  return to.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/**
 * [rank, size..., stride of the first..., stride of the second...], as native/source/strides.h reads it. Joins neighbouring
 * axes that both arrays walk without a gap: fewer axes, longer rows.
 */
export function packStrides(sizes: readonly number[], first: readonly number[], second: readonly number[]): Int32Array {
  const joined: { size: number; first: number; second: number }[] = [];
  for (const [axis, size] of sizes.entries()) {
    if (size === 1) {
      continue;
    }
    const last = joined.at(-1);
    if (last !== undefined && last.first === first[axis]! * size && last.second === second[axis]! * size) {
      Object.assign(last, { size: last.size * size, first: first[axis], second: second[axis] });
    } else {
      joined.push({ size, first: first[axis]!, second: second[axis]! });
    }
  }
  if (joined.length === 0) {
    joined.push({ size: 1, first: 1, second: 1 });
  }
  const columns = [joined.map((axis) => axis.size), joined.map((axis) => axis.first), joined.map((axis) => axis.second)];
  return Int32Array.from([joined.length, ...columns.flat()]);
}
