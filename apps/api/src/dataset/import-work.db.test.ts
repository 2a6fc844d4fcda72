import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { newId } from "@capstan/run/id";
import { DiskStore } from "@capstan/storage/disk-store";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test/support/test-database.ts";
import { makePictures, zipDataset } from "../../../../test/support/zip-folder.ts";
import type { BackgroundWork } from "../process/claimed-work.ts";
import { createImports } from "./import-work.ts";

const PICTURES = 600;
const teamId = newId("team");
const datasetId = newId("dataset");
const uploadId = newId("upload");
let database: TestDatabase;
let folder: string;
let store: DiskStore;
let number = 0;
const open: BackgroundWork[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-imports-"));
  store = new DiskStore({ root: folder, baseUrl: "http://localhost", secret: "s".repeat(32) });
  const key = `${teamId}/uploads/${uploadId}`;
  await store.put(key, await zipDataset({ train: await makePictures(PICTURES) }));
  await database.query("INSERT INTO teams (id, slug, name) VALUES ($1, 'imports', 'Imports')", [teamId]);
  await database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'd')", [datasetId, teamId]);
  await database.query(
    `INSERT INTO uploads (id, team_id, purpose, file_name, size_bytes, part_size_bytes, object_key, storage_upload_id, status, expires_at)
     VALUES ($1, $2, 'DATASET', 'd.zip', 1, 1, $3, '', 'COMPLETE', now() + interval '1 day')`,
    [uploadId, teamId, key],
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((imports) => imports.close()));
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Another API. */
function createApi(): BackgroundWork {
  const imports = createImports({
    database: database.open(),
    store,
    objects: { kind: "disk", folder, secret: "s".repeat(32) },
    linkedFolders: [],
    log: pino({ level: "silent" }),
  });
  open.push(imports);
  return imports;
}

async function createVersion(): Promise<string> {
  const id = newId("datasetVersion");
  await database.query(
    "INSERT INTO dataset_versions (id, team_id, dataset_id, number, object_prefix, upload_id) VALUES ($1, $2, $3, $4, '', $5)",
    [id, teamId, datasetId, ++number, uploadId],
  );
  return id;
}

const rowOf = async (id: string) => {
  const [row] = await database.query<{
    status: string;
    heartbeat_at: Date | null;
    progress: { phase: string } | null;
    picture_count: string;
    object_prefix: string;
  }>("SELECT status, heartbeat_at, progress, picture_count, object_prefix FROM dataset_versions WHERE id = $1", [id]);
  return row!;
};
const picturesOf = async (id: string): Promise<number> =>
  (await database.query<{ count: number }>("SELECT count(*)::int AS count FROM pictures WHERE version_id = $1", [id]))[0]!.count;
const attemptsOf = (id: string): Promise<string[]> => readdir(path.join(folder, "objects", teamId, "datasets", id)).catch(() => []);
const filesOf = async (id: string): Promise<string[]> =>
  (await readdir(path.join(folder, "objects", teamId, "datasets", id), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

test("an import that is ended with its API leaves nothing, and the next start takes it up", async () => {
  const id = await createVersion();
  const first = createApi();
  first.start(id);
  await expect.poll(async () => (await rowOf(id)).progress?.phase, { timeout: 20_000, interval: 10 }).toBe("pictures");
  await first.close();
  expect(await rowOf(id)).toMatchObject({ status: "IMPORTING", heartbeat_at: null });
  expect([await picturesOf(id), await filesOf(id)]).toEqual([0, []]);

  await createApi().resume();
  await expect.poll(async () => (await rowOf(id)).status, { timeout: 40_000 }).toBe("READY");
  expect(await picturesOf(id)).toBe(PICTURES);
}, 90_000);

test("of several APIs that are asked for one import, one does it", async () => {
  const id = await createVersion();
  for (const api of [createApi(), createApi(), createApi()]) {
    api.start(id);
    await api.resume();
  }
  await expect.poll(async () => (await rowOf(id)).status, { timeout: 40_000 }).toBe("READY");
  expect(await picturesOf(id)).toBe(PICTURES);
  expect((await attemptsOf(id)).length).toBe(1);
}, 90_000);

test("closing at once lets go of an import that has only just been taken", async () => {
  for (const waitMs of [0, 5, 50, 200]) {
    const id = await createVersion();
    const api = createApi();
    api.start(id);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const startedMs = performance.now();
    await api.close();
    expect(performance.now() - startedMs).toBeLessThan(7_000);
    expect(await rowOf(id)).toMatchObject({ status: "IMPORTING", heartbeat_at: null });
    expect(await filesOf(id)).toEqual([]);
  }
}, 60_000);
