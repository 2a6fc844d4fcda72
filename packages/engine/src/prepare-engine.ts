/** @file Chooses the tensor engine and makes it ready. */
import os from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { findEngines } from "./engine-choice.ts";
import type { EngineName, EngineSummary } from "./engine-summary.ts";
import { registerGradients } from "./gradients/register-gradients.ts";
import { defaultBudgetBytes } from "./native/memory-budget.ts";
import { startNative } from "./native/start-native.ts";
import { startTensorflow } from "./tensorflow/start-tensorflow.ts";
import { startWasm } from "./wasm/start-wasm.ts";

export interface EngineWishes {
  /** "auto" (the default) takes the fastest engine that works here. */
  readonly choice?: "auto" | EngineName;
  /** Of the native engine; all of the machine's by default. */
  readonly threads?: number;
  /** "bf16" computes convolutions and large matrix products in bfloat16 where the engine and the processor can; the default is "fp32". */
  readonly precision?: "fp32" | "bf16";
  /** What the native engine's tensors may take together; CAPSTAN_MEMORY_BUDGET, or 0.8 of the machine's memory by default. */
  readonly memoryBudgetBytes?: number;
}

async function startEngine(name: EngineName, wishes: EngineWishes): Promise<Omit<EngineSummary, "notUsed">> {
  if (name === "tensorflow") {
    // Asked for by name it may compute on the processor; the automatic choice has better for that.
    const { device } = await startTensorflow(wishes.choice === "tensorflow");
    return { name, device, precision: "fp32", threads: os.availableParallelism() };
  }
  if (name === "native") {
    const { threads = os.availableParallelism() } = wishes;
    const { library, bf16 } = await startNative(threads, wishes.precision === "bf16", wishes.memoryBudgetBytes ?? defaultBudgetBytes());
    const device = `${threads} CPU ${threads === 1 ? "thread" : "threads"} (${library})`;
    return { name, device, precision: bf16 ? "bf16" : "fp32", threads };
  }
  await startWasm();
  return { name, device: "1 CPU thread (WebAssembly SIMD)", precision: "fp32", threads: 1 };
}

/**
 * Registers gradients, chooses the engine and waits until it computes. May be called again: the last call decides.
 * @throws Error when the engine asked for by name does not work here, saying why and what to do
 */
export async function prepareEngine(wishes: EngineWishes = {}): Promise<EngineSummary> {
  registerGradients();
  tf.enableProdMode();
  const { choice = "auto" } = wishes;
  const reports = findEngines();
  const notUsed: string[] = [];
  for (const report of choice === "auto" ? reports : reports.filter(({ name }) => name === choice)) {
    if (choice === "auto" ? report.usable : report.onRequest) {
      try {
        return { ...(await startEngine(report.name, wishes)), notUsed };
      } catch (error) {
        if (choice !== "auto" || report.name === "wasm") {
          throw error;
        }
        notUsed.push(`${report.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    } else if (choice === "auto") {
      notUsed.push(`${report.name}: ${report.reason}`);
    } else {
      throw new Error(`${report.reason} ${report.advice ?? ""}`.trim());
    }
  }
  throw new Error(`There is no engine called ${choice} here. Choose "auto" or one of: ${reports.map((report) => report.name).join(", ")}.`);
}
