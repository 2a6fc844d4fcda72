/**
 * @file Says that weights stay as they are for a while, as in captioning: an engine may then keep what it makes of them, such as
 * another order or rounded copies. What is kept is dropped with the weight's values, and when an optimiser changes them.
 */
let depth = 0;

/** While `run` runs (not what it starts), the weights of its layers count as steady. */
export function withSteadyWeights<T>(run: () => T): T {
  depth++;
  try {
    return run();
  } finally {
    depth--;
  }
}

export function areWeightsSteady(): boolean {
  return depth > 0;
}
