/** @file For `capstan doctor`: which engines work on this machine and, for those that do not, what to do about it. */
import { findEngines, type EngineReport } from "./engine-choice.ts";
import { loadAddon } from "./native/addon.ts";

/** An addon that is built may still miss a shared library: only loading it shows. */
function loaded(report: EngineReport): EngineReport {
  if (report.name !== "native" || !report.usable) {
    return report;
  }
  try {
    loadAddon();
    return report;
  } catch (error) {
    const reason = `The native engine does not load: ${error instanceof Error ? error.message : String(error)}`;
    const advice = "Remove packages/engine/native/build and run `node packages/engine/native/build.mjs`.";
    return { ...report, usable: false, onRequest: false, reason, advice };
  }
}

/** Best engine first. Computes nothing and leaves the current engine as it is. */
export async function describeEngines(): Promise<readonly EngineReport[]> {
  return findEngines().map(loaded);
}
