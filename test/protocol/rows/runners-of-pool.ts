/** @file Runs and scripted runners of a pool of the matrix's platform, straight to its API. */
import { LeanClient } from "../../bench/api/lean-client.ts";
import type { Platform } from "../../faults/support/platform.ts";
import { FakeRunner } from "../../support/training-floor.ts";

export async function queueRun(platform: Platform, poolId: string): Promise<string> {
  const input = { datasetId: platform.datasetId, poolId, config: { preset: "demo" } };
  return (await platform.mutate<{ createRun: { run: { id: string } } }>("createRun", input, "run { id }")).createRun.run.id;
}

export async function fakeRunners(platform: Platform, poolId: string, count: number): Promise<FakeRunner[]> {
  const runners: FakeRunner[] = [];
  for (let index = 0; index < count; index++) {
    const { id, token } = await platform.createRunner(poolId, `scripted ${index}`);
    runners.push(new FakeRunner(new LeanClient(platform.apiUrl, { authorization: `Bearer ${token}` }), id));
  }
  return runners;
}
