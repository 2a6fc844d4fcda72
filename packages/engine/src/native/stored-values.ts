/** @file How the values of a float32 tensor lie in the native engine's memory. */

/** As they are, or rounded to bfloat16, the upper half of fp32. */
export type StoredValues = Float32Array | Uint16Array;
