/** @file F12, the store's disk: uploads are refused with 507, the training goes on, and the checkpoint arrives when there is room. */
import { createHash } from "node:crypto";
import { call } from "../../support/training-floor.ts";
import { TestClient } from "../../support/test-client.ts";
import type { FaultContext, Figure } from "./figure.ts";
import type { Platform } from "./platform.ts";
import { delay, until } from "./programs.ts";
import { seconds } from "./random.ts";
import { RunnerProcess } from "./runner-process.ts";
import type { SmallDisk } from "./small-disk.ts";
import { createTraining, finalWeights, loadAttempts, loadRun, stepFaults, untilStatus, untilStep } from "./training.ts";

const FULL_MS = 12_000;
const RECOVERY_MS_MAX = 30_000;
const BYTES = Buffer.alloc(256 * 1024, 7);

/** What the store answers to a part that it has no room for. */
async function refusal(platform: Platform): Promise<{ status: number; code: string }> {
  const poolId = await platform.createPool("f12");
  const { token } = await platform.createRunner(poolId, "f12-part");
  await createTraining(platform, { poolId, name: "part", epochs: 1, pictures: 8, everySteps: 0 });
  const client = new TestClient(platform.apiUrl, { authorization: `Bearer ${token}` });
  const engine = { name: "none", device: "none", precision: "fp32", threads: 1, notUsed: [], parameters: 0 };
  const { claim } = await call<{ claim: { runId: string; leaseEpoch: number } }>(
    client,
    "claimRun",
    { requestId: "f12", version: "faults", host: "here", engine },
    "claim { runId leaseEpoch }",
  );
  const files = [{ name: "weights.safetensors", sizeBytes: BYTES.length, sha256: createHash("sha256").update(BYTES).digest("hex") }];
  const { files: targets } = await call<{ files: { parts: { url: string }[] }[] }>(
    client,
    "createCheckpointUpload",
    { ...claim, requestId: "f12", step: 1, epoch: 0, kinds: ["LATEST"], files },
    "checkpointId files { parts { url } }",
  );
  const response = await send(targets[0]!.parts[0]!.url);
  const { code } = (await response.json().catch(() => ({}))) as { code?: string };
  await call(client, "finishRun", { ...claim, afterSequence: -1, outcome: "CANCELLED" }, "run { id }");
  return { status: response.status, code: code ?? "none" };
}

/** A store that refuses while bytes are still on their way closes the connection, and its answer may be lost with it: then again, as a runner does. */
async function send(url: string, tries = 20): Promise<Response> {
  try {
    return await fetch(url, { method: "PUT", body: BYTES });
  } catch (error) {
    if (tries === 0) throw error;
    await delay(100);
    return send(url, tries - 1);
  }
}

export async function fullStoreDisk(platform: Platform, disk: SmallDisk, did: string, { say }: FaultContext): Promise<Figure[]> {
  const poolId = await platform.createPool("f12");
  const runner = await RunnerProcess.start(platform, { poolId, name: "f12-store" });
  const id = await createTraining(platform, { poolId, name: "store's disk full", epochs: 9999, pictures: 400, everySteps: 50 });
  await untilStep(platform, id, 60);
  disk.fill();
  await delay(1_000);
  const answer = await refusal(platform);
  const { step: filledAt } = await loadRun(platform, id);
  await delay(FULL_MS);
  const { step: fullAt } = await loadRun(platform, id);
  const committedBefore = await finalWeights(platform, id);
  disk.free();
  const freedMs = Date.now();
  await until("a checkpoint arrives", async () => (await finalWeights(platform, id)).step > committedBefore.step, 120_000);
  const recoveryMs = Date.now() - freedMs;
  await platform.ask("stopRun", id);
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
  const attempts = await loadAttempts(platform, id);
  await runner.program.end();
  say(`  store: ${answer.status} ${answer.code}; ${fullAt - filledAt} steps trained meanwhile; a checkpoint ${seconds(recoveryMs)} after`);
  return [
    {
      row: "F12",
      did,
      n: 1,
      wanted: "a part is refused with 507",
      measured: `${answer.status} ${answer.code}`,
      pass: answer.status === 507,
    },
    {
      row: "F12",
      did,
      n: 1,
      wanted: "training goes on, checkpoint <= 30 s after, 0 lost",
      measured: `${fullAt - filledAt} steps; ${seconds(recoveryMs)}; ${missing + doubled + beyond} lost; ${attempts.length} attempt(s)`,
      pass: fullAt > filledAt && recoveryMs <= RECOVERY_MS_MAX && missing + doubled + beyond === 0 && attempts.length === 1,
    },
  ];
}
