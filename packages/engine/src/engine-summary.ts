/** @file Which engine computes, in plain data: it crosses process boundaries and ends up on a run's page. */

export type EngineName = "native" | "tensorflow" | "wasm";

export interface EngineSummary {
  readonly name: EngineName;
  /** What computes, in words: "2 CPU threads (oneDNN 2.6.3)", "NVIDIA H200". */
  readonly device: string;
  /** "fp32", or "bf16" when convolutions and matrix products compute in bfloat16 with fp32 in and out. */
  readonly precision: string;
  readonly threads: number;
  /** Why each better engine is not used: one sentence each. */
  readonly notUsed: readonly string[];
}
