/** @file What an engine throws when a tensor does not fit into the memory it may use. */

/** Nothing was allocated: what lived before still lives, so that whoever catches this may go on with less. */
export class EngineOutOfMemory extends Error {
  override name = "EngineOutOfMemory";
  /** The operation that asked. */
  readonly op: string;
  readonly shape: readonly number[];
  /** Asked for. */
  readonly bytes: number;
  /** The engine's limit. */
  readonly budgetBytes: number;

  constructor(op: string, shape: readonly number[], bytes: number, budgetBytes: number) {
    const megabytes = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
    super(
      `${op} needs ${megabytes(bytes)} for [${shape.join(", ")}], more than is left of the engine's ${megabytes(budgetBytes)}. ` +
        "Use a smaller batch or smaller pictures, or raise CAPSTAN_MEMORY_BUDGET where the machine has more.",
    );
    this.op = op;
    this.shape = shape;
    this.bytes = bytes;
    this.budgetBytes = budgetBytes;
  }
}
