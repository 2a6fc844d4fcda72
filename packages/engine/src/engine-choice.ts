/** @file Which engines are here, best first, and why the others are not. Looks; starts nothing. */
import type { EngineName } from "./engine-summary.ts";
import { nativeObstacle } from "./native/addon.ts";
import { tensorflowMissing, tensorflowObstacle } from "./tensorflow/start-tensorflow.ts";

export interface EngineReport {
  readonly name: EngineName;
  /** By the automatic choice. */
  readonly usable: boolean;
  /** When it is asked for by name: TensorFlow then also computes on the processor. */
  readonly onRequest: boolean;
  /** Why it is not usable, or what it computes with: one sentence. */
  readonly reason: string;
  /** What would make it usable; null when it is. */
  readonly advice: string | null;
}

function reportOf(name: EngineName, obstacle: { reason: string; advice: string } | null, whenUsable: string): EngineReport {
  const usable = obstacle === null;
  return { name, usable, onRequest: usable, ...(obstacle ?? { reason: whenUsable, advice: null }) };
}

/** Best first. */
export function findEngines(): readonly EngineReport[] {
  return [
    {
      ...reportOf("tensorflow", tensorflowObstacle(), "TensorFlow is installed; whether its CUDA fits this GPU shows when it starts."),
      onRequest: tensorflowMissing() === null,
    },
    reportOf("native", nativeObstacle(), "The native engine is built for this machine."),
    reportOf("wasm", null, "WebAssembly with SIMD runs in this Node, on one core."),
  ];
}
