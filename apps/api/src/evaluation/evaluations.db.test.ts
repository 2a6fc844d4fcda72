import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { scoreCaptions } from "@capstan/caption-score/score-captions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { insertCheckpoint, storeCheckpoint, writeTinyCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import { makePictures, zipDataset } from "../../../../test/support/zip-folder.ts";
import type { createEvaluations } from "./evaluation-work.ts";

const FIELDS = `evaluation { id status done total skipped beamWidth split failure resultsUrl scores { name value low high } checkpoint { id } datasetVersion { id } }`;
const CLI = path.resolve(import.meta.dirname, "../../../cli/src/main.ts");
interface Evaluation {
  readonly id: string;
  readonly status: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly done: number;
  readonly total: number;
  readonly skipped: number;
  readonly beamWidth: number;
  readonly split: string;
  readonly failure: string | null;
  readonly resultsUrl: string | null;
  readonly scores: readonly { readonly name: string; readonly value: number; readonly low: number; readonly high: number }[];
}

let api: TestApi;
let ada: TestUser;
let folder: string;
let checkpointId: string;
let datasetId: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-evaluation-"));
  api = await startTestApi();
  ada = await api.signUp("Ada");
  const files = await storeCheckpoint(api.server.services.store, await writeTinyCheckpoint(folder), `${ada.teamId}/tiny`);
  checkpointId = await insertCheckpoint(api.database, ada.teamId, files);
  datasetId = await importPlain();
}, 120_000);
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

/** 400 pictures to train on, 40 to test, as an uploaded zip. */
async function importPlain(): Promise<string> {
  const zip = await zipDataset({ train: await makePictures(400), val: await makePictures(2, 400), test: await makePictures(40, 402) });
  const { upload } = await ada.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
    "createUpload",
    { purpose: "DATASET", fileName: "plain.zip", sizeBytes: zip.byteLength },
    "upload { id parts { url } }",
  );
  expect((await fetch(upload.parts[0]!.url, { method: "PUT", body: new Uint8Array(zip) })).status).toBe(200);
  await ada.client.mutate("completeUpload", { id: upload.id }, "upload { id }");
  const { dataset } = await ada.client.mutate<{ dataset: { id: string } }>("createDataset", { name: "Plain" }, "dataset { id }");
  const { datasetVersion } = await ada.client.mutate<{ datasetVersion: { id: string } }>(
    "importDataset",
    { datasetId: dataset.id, uploadId: upload.id },
    "datasetVersion { id }",
  );
  await until(async () => {
    const found = await ada.client.data<{ datasetVersion: { status: string; failure: string | null } }>(
      "query ($id: ID!) { datasetVersion(id: $id) { status failure } }",
      { id: datasetVersion.id },
    );
    expect(found.datasetVersion.failure).toBeNull();
    return found.datasetVersion.status === "READY";
  });
  return dataset.id;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}
const begin = async (input: object = {}): Promise<Evaluation> =>
  (await ada.client.mutate<{ evaluation: Evaluation }>("evaluateCheckpoint", { checkpointId, datasetId, ...input }, FIELDS)).evaluation;
const read = async (id: string): Promise<Evaluation> =>
  (await ada.client.data<{ evaluation: Evaluation }>(`query ($id: ID!) { ${FIELDS.replace("evaluation", "evaluation(id: $id)")} }`, { id }))
    .evaluation;
async function finished(id: string): Promise<Evaluation> {
  let found = await read(id);
  await until(async () => ((found = await read(id)), found.status === "SUCCEEDED" || found.status === "FAILED"));
  return found;
}
async function linesOf({
  resultsUrl,
}: Evaluation): Promise<{ fileName: string; caption: string; references: string[]; scores: Record<string, number> }[]> {
  const lines = await (await fetch(resultsUrl!)).text();
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as never);
}

test("scores of a split are those of its pictures' captions, with intervals, and are listed with the checkpoint", async () => {
  const queued = await begin({ decoding: { strategy: "BEAM", beamWidth: 2, maxLength: 8 }, limit: 40, idempotencyKey: "once" });
  expect(queued).toMatchObject({ status: "QUEUED", total: 40, beamWidth: 2, split: "TEST", scores: [], resultsUrl: null });
  expect((await begin({ idempotencyKey: "once" })).id).toBe(queued.id);
  const done = await finished(queued.id);
  expect(done).toMatchObject({ status: "SUCCEEDED", done: 40, total: 40, skipped: 0, failure: null });
  const lines = await linesOf(done);
  expect(lines).toHaveLength(40);
  expect(new Set(lines.map(({ fileName }) => fileName)).size).toBe(40);
  const { perPicture, ...scores } = scoreCaptions(lines.map(({ caption, references }) => ({ hypothesis: caption, references })));
  expect(Object.fromEntries(done.scores.map(({ name, value }) => [name, value]))).toEqual(
    Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, expect.closeTo(value, 10)])),
  );
  expect(done.scores.map(({ name }) => name)).toEqual(["bleu1", "bleu2", "bleu3", "bleu4", "rougeL", "cider"]);
  expect(lines.map(({ scores: own }) => own["rougeL"])).toEqual(perPicture.map(({ rougeL }) => expect.closeTo(rougeL, 10)));
  for (const { value, low, high } of done.scores) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  const { checkpoint } = await ada.client.data<{ checkpoint: { evaluations: { id: string }[] } }>(
    "query ($id: ID!) { checkpoint(id: $id) { evaluations { id } } }",
    { id: checkpointId },
  );
  expect(checkpoint.evaluations.map(({ id }) => id)).toContain(done.id);
});

test("an evaluation whose process is killed is taken up again, behind what was done, with the same result", async () => {
  const whole = await finished((await begin({ split: "TRAIN", limit: 300 })).id);
  const { id } = await begin({ split: "TRAIN", limit: 300 });
  const evaluations = api.server.services.evaluations as ReturnType<typeof createEvaluations>;
  // The first part is 256 pictures.
  await until(async () => (await read(id)).done > 264);
  process.kill(evaluations.pids[0]!, "SIGKILL");
  await until(async () => evaluations.pids.length === 0);
  await evaluations.resume();
  const again = await finished(id);
  expect(again.scores).toEqual(whole.scores);
  const [row] = (await api.database.query("SELECT attempt FROM evaluations WHERE id = $1", [id])) as { attempt: number }[];
  expect(row!.attempt).toBe(2);
  expect((await linesOf(again)).map(({ caption }) => caption)).toEqual((await linesOf(whole)).map(({ caption }) => caption));
}, 120_000);

test("the command line evaluates on the platform and keeps each picture's caption", async () => {
  const { secret } = await api.createKey(ada);
  const out = path.join(folder, "results.jsonl");
  const words = ["evaluate", checkpointId, "--dataset", "Plain", "--split", "val", "--beam", "2", "--out", out, "--json"];
  const env = { ...process.env, CAPSTAN_API_URL: api.url, CAPSTAN_API_KEY: secret };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...words], { env });
  const told = JSON.parse(stdout) as { scores: { name: string; value: number }[]; pictures: number; skipped: number };
  expect(told).toMatchObject({ pictures: 2, skipped: 0 });
  expect(told.scores.map(({ name }) => name).toSorted()).toEqual(["bleu1", "bleu2", "bleu3", "bleu4", "cider", "rougeL"]);
  const lines = (await readFile(out, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { references: string[] });
  expect(lines.map(({ references }) => references[0])).toEqual([
    "picture number 400 of a plain colour",
    "picture number 401 of a plain colour",
  ]);
}, 60_000);

test("an evaluation is cancelled while it goes on and while it waits: its process ends, and the next one begins", async () => {
  const evaluations = api.server.services.evaluations as ReturnType<typeof createEvaluations>;
  const going = await begin({ split: "TRAIN" });
  const waiting = await begin({ split: "TRAIN" });
  const next = await begin({ limit: 2 });
  await until(async () => (await read(going.id)).done > 0);
  const [pid] = evaluations.pids;
  const cancel = async (id: string): Promise<unknown> =>
    (await ada.client.mutate<{ evaluation: { status: string } }>("cancelEvaluation", { id }, "evaluation { status }")).evaluation;
  expect(await cancel(waiting.id)).toEqual({ status: "CANCELLED" });
  expect(await cancel(going.id)).toEqual({ status: "CANCELLED" });
  await until(async () => !evaluations.pids.includes(pid!));
  expect(await finished(next.id)).toMatchObject({ status: "SUCCEEDED", done: 2 });
  expect(await cancel(going.id)).toEqual({ status: "CANCELLED" });
  expect(await read(going.id)).toMatchObject({ status: "CANCELLED", scores: [], resultsUrl: null, failure: null });
  const document = `mutation ($input: EvaluationIdInput!) { cancelEvaluation(input: $input) { evaluation { id } errors { code message } } }`;
  expect((await ada.client.ask<{ cancelEvaluation: unknown }>(document, { input: { id: next.id } })).data?.cancelEvaluation).toMatchObject({
    evaluation: null,
    errors: [{ code: "INVALID_INPUT", message: expect.stringContaining("SUCCEEDED") }],
  });
  const actions = await api.database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM audit_events WHERE action = 'cancelEvaluation'",
  );
  expect(actions[0]!.count).toBe(2);
}, 120_000);

test("Ctrl-C in the command line cancels its evaluation", async () => {
  const { secret } = await api.createKey(ada);
  const env = { ...process.env, CAPSTAN_API_URL: api.url, CAPSTAN_API_KEY: secret };
  const child = spawn(process.execPath, [CLI, "evaluate", checkpointId, "--dataset", "Plain", "--split", "train", "--beam", "3"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const words = text(child.stderr);
  const newest = async (): Promise<{ id: string; status: string } | undefined> =>
    (
      await ada.client.data<{ checkpoint: { evaluations: { id: string; status: string; beamWidth: number }[] } }>(
        "query ($id: ID!) { checkpoint(id: $id) { evaluations { id status beamWidth } } }",
        { id: checkpointId },
      )
    ).checkpoint.evaluations.find(({ beamWidth }) => beamWidth === 3);
  await until(async () => (await newest())?.status === "RUNNING");
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number];
  expect([code, await words]).toEqual([1, expect.stringContaining("cancelled")]);
  expect((await newest())?.status).toBe("CANCELLED");
}, 60_000);

test("a damaged checkpoint fails with words for people", async () => {
  const files = await storeCheckpoint(api.server.services.store, await writeTinyCheckpoint(folder, 2), `${ada.teamId}/other`);
  const damaged = await insertCheckpoint(
    api.database,
    ada.teamId,
    files.map((file) => ({ ...file, sha256: "0".repeat(64) })),
  );
  const { id } = await begin({ checkpointId: damaged, limit: 1 });
  expect(await finished(id)).toMatchObject({ status: "FAILED", failure: expect.stringContaining("damaged") });
});

test("what cannot be evaluated is refused with the place in the input", async () => {
  const refused = async (input: object): Promise<unknown> => {
    const document = `mutation ($input: EvaluateCheckpointInput!) { evaluateCheckpoint(input: $input) { evaluation { id } errors { code path } } }`;
    return (await ada.client.ask<{ evaluateCheckpoint: unknown }>(document, { input: { checkpointId, datasetId, ...input } })).data
      ?.evaluateCheckpoint;
  };
  expect(await refused({ limit: 0 })).toMatchObject({ evaluation: null, errors: [{ code: "INVALID_INPUT", path: ["limit"] }] });
  expect(await refused({ datasetId: null })).toMatchObject({ evaluation: null, errors: [{ code: "INVALID_INPUT", path: ["datasetId"] }] });
  expect(await refused({ decoding: { strategy: "BEAM", beamWidth: 99 } })).toMatchObject({
    evaluation: null,
    errors: [{ code: "INVALID_INPUT" }],
  });
});
