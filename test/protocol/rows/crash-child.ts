/**
 * @file A child that writes a checkpoint as the trainer does, uploads and commits it as a runner does, and is gone by SIGKILL at
 * the point that it is told. Its one argument is a CrashPlan as JSON.
 */
import fs from "node:fs";
import { readFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { MANIFEST, verifyCheckpoint, writeCheckpoint, type CheckpointContent } from "@capstan/trainer/checkpoint-folder";
import { TestClient } from "../../support/test-client.ts";
import { call } from "../../support/training-floor.ts";
import type { CrashPlan, Point } from "./crash-points.ts";

const plan = JSON.parse(process.argv[2]!) as CrashPlan;

/** Ends this process as a machine that loses power would; nothing after it runs. */
function dieAt(point: Point): void {
  if (plan.point === point) process.kill(process.pid, "SIGKILL");
}

const FLOATS = 200_000;

/** Its parts are asked for when they are written, and some of them die then. */
function content(step: number): CheckpointContent {
  return {
    step,
    epoch: 0,
    kinds: ["LATEST"],
    validationLoss: 1,
    scores: {},
    get intervals() {
      dieAt("before the manifest");
      return {};
    },
    versions: { capstan: "test" },
    weights: new Map([["w", { shape: [FLOATS], data: new Float32Array(FLOATS).fill(step) }]]),
    optimizer: new Map([["first.w", { shape: [FLOATS], data: new Float32Array(FLOATS).fill(-step) }]]),
    texts: { "state.json": JSON.stringify({ step }), "config.json": "{}", "vocab.txt": "[PAD]\n" },
  };
}

/** The file system's own calls, with deaths between them. */
function watchFiles(): void {
  const { rename, open } = fs.promises;
  fs.promises.rename = async (from, to) => {
    dieAt("before the rename");
    await rename(from, to);
    dieAt("after the rename");
  };
  fs.promises.open = async (...given) => {
    const file = await open(...given);
    if (String(given[0]).endsWith("weights.safetensors")) {
      const write = file.writeFile.bind(file);
      file.writeFile = async (...data) => {
        await write(...data);
        dieAt("within the first file");
      };
    }
    return file;
  };
  syncBuiltinESMExports();
}

interface Target {
  readonly name: string;
  readonly parts: readonly { readonly url: string }[];
}

async function upload({ url, token, runId, leaseEpoch, step }: CrashPlan, folder: string): Promise<void> {
  const client = new TestClient(url, { authorization: `Bearer ${token}` });
  const { files } = await verifyCheckpoint(folder);
  const announced = await call<{ checkpointId: string; files: readonly Target[] }>(
    client,
    "createCheckpointUpload",
    { runId, leaseEpoch, requestId: `step-${step}`, step, epoch: 0, kinds: ["LATEST"], files },
    "checkpointId files { name parts { url } }",
  );
  if (announced.errors.length > 0) throw new Error(JSON.stringify(announced.errors));
  dieAt("after it is announced");
  for (const [index, { name, parts }] of announced.files.entries()) {
    if (index === Math.floor(announced.files.length / 2)) dieAt("after half of the files are sent");
    await fetch(parts[0]!.url, { method: "PUT", body: new Uint8Array(await readFile(path.join(folder, name))) });
  }
  dieAt("after all files are sent");
  // Our parent kills the API when it hears this.
  process.stdout.write("committing\n");
  const input = { runId, leaseEpoch, checkpointId: announced.checkpointId, afterSequence: -1, validationLoss: 1, scores: [] };
  const { errors } = await call(client, "commitCheckpoint", input, "checkpoint { id }");
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  process.stdout.write("committed\n");
}

watchFiles();
const folder = await writeCheckpoint(plan.parent, content(plan.step));
if (!fs.existsSync(path.join(folder, MANIFEST))) throw new Error("The checkpoint has no manifest.");
await upload(plan, folder);
