/** @file Numbers of other widths to float32. */

/** IEEE 754 half: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let halves: Float32Array | undefined;
const halfTable = (): Float32Array => (halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToFloat(bits)));

/** The bytes of float32, float16, bfloat16 or float64 in little-endian order, from a buffer of their own. */
export function toFloat32(dtype: "float32" | "float16" | "bfloat16" | "float64", bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (dtype) {
    case "float32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case "float64":
      return Float32Array.from(new Float64Array(buffer, byteOffset, byteLength / 8));
    case "float16": {
      const table = halfTable();
      return Float32Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2), (bits) => table[bits]!);
    }
    case "bfloat16": {
      const wide = Uint32Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2), (bits) => (bits << 16) >>> 0);
      return new Float32Array(wide.buffer);
    }
  }
}
