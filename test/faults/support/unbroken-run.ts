/** @file The same training without a fault: what all others must end with. */
import type { Platform } from "./platform.ts";
import { RunnerProcess } from "./runner-process.ts";
import { createTraining, finalWeights, untilStatus, type TrainingPlan } from "./training.ts";

/** @returns the SHA-256 of its last weights. */
export async function unbrokenRun(platform: Platform, plan: Omit<TrainingPlan, "poolId" | "name">): Promise<string> {
  const poolId = await platform.createPool("unbroken");
  const runner = await RunnerProcess.start(platform, { poolId, name: "unbroken" });
  const id = await createTraining(platform, { ...plan, poolId, name: "unbroken" });
  await untilStatus(platform, id, "SUCCEEDED");
  await runner.program.end();
  return (await finalWeights(platform, id)).sha256;
}
