/** @file Which engines are here, best first, and why the others are not. Looks; starts nothing. */
import type { EngineName } from "./engine-summary.ts";
import { nativeObstacle } from "./native/addon.ts";
import { tensorflowObstacle } from "./tensorflow/start-tensorflow.ts";

export interface EngineReport {
  readonly name: EngineName;
  readonly usable: boolean;
  /** Why it is not usable, or what it computes with: one sentence. */
  readonly reason: string;
  /** What would make it usable; null when it is. */
  readonly advice: string | null;
}

function reportOf(name: EngineName, obstacle: { reason: string; advice: string } | null, whenUsable: string): EngineReport {
  return obstacle === null ? { name, usable: true, reason: whenUsable, advice: null } : { name, usable: false, ...obstacle };
}

/** Best first. */
export function findEngines(): readonly EngineReport[] {
  return [
    reportOf("tensorflow", tensorflowObstacle(), "TensorFlow for NVIDIA GPUs is installed; whether its CUDA fits shows when it starts."),
    reportOf("native", nativeObstacle(), "The native engine is built for this machine."),
    reportOf("wasm", null, "WebAssembly with SIMD runs in this Node, on one core."),
  ];
}
