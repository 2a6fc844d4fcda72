import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { newId } from "@capstan/run/id";
import { DiskStore } from "@capstan/storage/disk-store";
import pino from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test/support/test-database.ts";
import { insertCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import { partKey, resultsKey } from "../evaluation/evaluation-objects.ts";
import { startSweeper, sweepObjects } from "./sweep-objects.ts";

const HOUR_MS = 3600 * 1000;
const log = pino({ level: "silent" });
let database: TestDatabase;
let folder: string;
let store: DiskStore;
const teamId = newId("team");

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-sweep-"));
  store = new DiskStore({ root: folder, baseUrl: "http://localhost", secret: "s".repeat(32) });
  await database.query("INSERT INTO teams (id, slug, name) VALUES ($1, 'sweep', 'Sweep')", [teamId]);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => void vi.useRealTimers());

async function checkpoint(name: string, deletedHoursAgo: number | null): Promise<{ id: string; key: string }> {
  const key = `${teamId}/${name}/weights.safetensors`;
  await store.put(key, Buffer.from(name));
  const id = await insertCheckpoint(
    database,
    teamId,
    [{ name: "weights.safetensors", key, sizeBytes: name.length, sha256: "", partSizeBytes: 1, storageUploadId: "done" }],
    deletedHoursAgo === null ? "COMMITTED" : "DELETED",
  );
  if (deletedHoursAgo !== null)
    await database.query("UPDATE checkpoints SET deleted_at = now() - make_interval(hours => $2) WHERE id = $1", [id, deletedHoursAgo]);
  return { id, key };
}

async function upload(status: string, expiresInHours: number): Promise<{ id: string; key: string; part: string }> {
  const id = newId("upload");
  const key = `${teamId}/uploads/${id}`;
  const storageUploadId = await store.createMultipart(key);
  if (status === "COMPLETE") await store.put(key, Buffer.from(id));
  await database.query(
    `INSERT INTO uploads (id, team_id, purpose, file_name, size_bytes, part_size_bytes, object_key, storage_upload_id, status, expires_at)
     VALUES ($1, $2, 'DATASET', 'a.zip', 1, 1, $3, $4, $5::"UploadStatus", now() + make_interval(hours => $6))`,
    [id, teamId, key, storageUploadId, status, expiresInHours],
  );
  return { id, key, part: storageUploadId };
}

test("only checkpoints that were deleted a day ago, and uploads that have expired, lose their bytes", async () => {
  const old = await checkpoint("old", 25);
  const fresh = await checkpoint("fresh", 23);
  const live = await checkpoint("live", null);
  const open = await upload("OPEN", -1);
  const used = await upload("COMPLETE", -1);
  const current = await upload("COMPLETE", 1);
  const importing = await upload("COMPLETE", -1);
  const datasetId = newId("dataset");
  await database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'd')", [datasetId, teamId]);
  await database.query(
    "INSERT INTO dataset_versions (id, team_id, dataset_id, number, object_prefix, upload_id) VALUES ($1, $2, $3, 1, '', $4)",
    [newId("datasetVersion"), teamId, datasetId, importing.id],
  );

  const options = { database: database.open(), store, log };
  // This machine's clock says nothing about it.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 48 * HOUR_MS });
  expect(await sweepObjects(options)).toEqual({ checkpoints: 1, evaluations: 0, uploads: 2 });
  expect(await sweepObjects(options)).toEqual({ checkpoints: 0, evaluations: 0, uploads: 0 });
  const isThere = async (key: string): Promise<boolean> => (await store.stat(key)) !== null;
  expect(await Promise.all([old, fresh, live, used, current, importing].map(({ key }) => isThere(key)))).toEqual([
    false,
    true,
    true,
    false,
    true,
    true,
  ]);
  const statuses = await database.query<{ id: string; status: string }>("SELECT id, status FROM uploads");
  expect(new Map(statuses.map((row) => [row.id, row.status]))).toEqual(
    new Map([
      [open.id, "EXPIRED"],
      [used.id, "EXPIRED"],
      [current.id, "COMPLETE"],
      [importing.id, "COMPLETE"],
    ]),
  );
  expect(await sweepObjects({ ...options, keepDeletedMs: HOUR_MS })).toEqual({ checkpoints: 1, evaluations: 0, uploads: 0 });
});

test("what evaluations left is removed a day after they came to nothing, and with their checkpoint; scores stay", async () => {
  const { id: kept } = await checkpoint("evaluated", null);
  const { id: gone } = await checkpoint("gone", 25);
  const datasetId = newId("dataset");
  const versionId = newId("datasetVersion");
  await database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'evaluated')", [datasetId, teamId]);
  await database.query(
    "INSERT INTO dataset_versions (id, team_id, dataset_id, number, object_prefix, status) VALUES ($1, $2, $3, 1, '', 'READY')",
    [versionId, teamId, datasetId],
  );
  const evaluation = async (
    checkpointId: string,
    status: string,
    endedHoursAgo: number | null,
  ): Promise<{ id: string; keys: string[] }> => {
    const id = newId("evaluation");
    const keys = [partKey(teamId, id, 0), partKey(teamId, id, 1), resultsKey(teamId, id, 1), resultsKey(teamId, id, 2)];
    for (const key of keys) await store.put(key, Buffer.from(key));
    await database.query(
      `INSERT INTO evaluations (id, team_id, checkpoint_id, version_id, split, decoding, status, attempt, results_key, scores, finished_at)
       VALUES ($1, $2, $3, $4, 'TEST', '{}', $5::"EvaluationStatus", 2, $6, '{"cider": 1}', now() - make_interval(hours => $7))`,
      [id, teamId, checkpointId, versionId, status, keys.at(-1), endedHoursAgo],
    );
    return { id, keys };
  };
  const made = {
    cancelled: await evaluation(kept, "CANCELLED", 25),
    failed: await evaluation(kept, "FAILED", 25),
    fresh: await evaluation(kept, "CANCELLED", 23),
    done: await evaluation(kept, "SUCCEEDED", 25),
    going: await evaluation(kept, "RUNNING", null),
    ofGone: await evaluation(gone, "SUCCEEDED", 1),
  };
  const options = { database: database.open(), store, log };
  expect(await sweepObjects(options)).toMatchObject({ evaluations: 3 });
  expect(await sweepObjects(options)).toMatchObject({ evaluations: 0 });
  const there = async (keys: string[]): Promise<number> =>
    (await Promise.all(keys.map((key) => store.stat(key)))).filter((stat) => stat !== null).length;
  const left = await Promise.all(Object.entries(made).map(async ([name, { keys }]) => [name, await there(keys)]));
  expect(Object.fromEntries(left)).toEqual({ cancelled: 0, failed: 0, fresh: 4, done: 4, going: 4, ofGone: 0 });
  const rows = await database.query<{ id: string; results_key: string | null; scores: object }>(
    "SELECT id, results_key, scores FROM evaluations",
  );
  expect(rows.find(({ id }) => id === made.ofGone.id)).toMatchObject({ results_key: null, scores: { cider: 1 } });
  expect(rows.find(({ id }) => id === made.done.id)).toMatchObject({ results_key: made.done.keys.at(-1) });
});

test("a sweeper sweeps by itself until it is closed", async () => {
  const { key } = await checkpoint("later", 48);
  const sweeper = startSweeper({ database: database.open(), store, log, everyMs: 20 });
  while ((await store.stat(key)) !== null) await new Promise((resolve) => setTimeout(resolve, 10));
  await sweeper.close();
  const next = await checkpoint("after", 48);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await store.stat(next.key)).not.toBeNull();
});
