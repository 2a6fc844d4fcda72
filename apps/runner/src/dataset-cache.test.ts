import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DownloadDamaged, UrlExpired } from "@capstan/storage/download-file";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DatasetSource, LinkedFolderMissing, loadDataset } from "./dataset-cache.ts";
import { FakeApi } from "./testing/fake-api.ts";

let folder: string;
let api: FakeApi;
const never = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "cache-"));
  api = await FakeApi.start();
});
afterEach(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
function makeSource(name: string, change: Partial<DatasetSource> = {}): DatasetSource {
  const manifest = { ...api.store(`${name}-manifest.json`, Buffer.from(name)), name: "manifest.json" };
  const shards = [0, 1].map((at) => ({ ...api.store(`${name}-${at}.tar`, Buffer.alloc(1000, at)), name: `0000${at}.tar` }));
  return { versionId: `dsv_${name}`, contentHash: hashOf(name), linkedRoot: null, manifest, shards, vocabulary: null, ...change };
}
const options = (limitBytes: number) => ({ folder, limitBytes });

test("a dataset is fetched whole, each file under its name", async () => {
  const source = makeSource("a");
  const local = await loadDataset(source, options(1e9), never);
  expect(await readFile(local.manifestFile, "utf8")).toBe("a");
  expect((await readdir(path.join(folder, source.contentHash))).toSorted()).toEqual(["00000.tar", "00001.tar", "manifest.json"]);
});

test("when there is no room, the dataset that was used longest ago goes, and the one being loaded stays", async () => {
  const [a, b, c] = [makeSource("a"), makeSource("b"), makeSource("c")];
  await loadDataset(a, options(1e9), never);
  await loadDataset(b, options(1e9), never);
  await loadDataset(a, options(1e9), never);
  const evicted: string[] = [];
  await loadDataset(c, { ...options(4100), onEvicted: (gone) => evicted.push(path.basename(gone)) }, never);
  expect(evicted).toEqual([b.contentHash]);
  expect((await readdir(folder)).toSorted()).toEqual([a.contentHash, c.contentHash].toSorted());
});

test("bytes that are not what was promised are never kept", async () => {
  const source = makeSource("a");
  api.objects.set("/objects/a-1.tar", Buffer.alloc(1000, 9));
  await expect(loadDataset(source, options(1e9), never)).rejects.toThrow(DownloadDamaged);
  expect(await readdir(path.join(folder, source.contentHash))).not.toContain("00001.tar");
});

test("a URL that is no longer valid says so, so that a fresh one is asked for", async () => {
  const source = makeSource("a");
  const [first] = source.shards;
  await expect(loadDataset({ ...source, shards: [{ ...first!, url: `${api.url}/objects/expired` }] }, options(1e9), never)).rejects.toThrow(
    UrlExpired,
  );
});

test.each(["../../evil.tar", "/etc/passwd", "a/b.tar", ".hidden"])("a shard named %s is refused", async (name) => {
  const source = makeSource("a");
  await expect(loadDataset({ ...source, shards: [{ ...source.shards[0]!, name }] }, options(1e9), never)).rejects.toThrow(/not a name/);
});

test("a linked folder that is not on this machine is said, with what to do", async () => {
  await expect(loadDataset(makeSource("a", { linkedRoot: "/nowhere/at/all", shards: [] }), options(1e9), never)).rejects.toThrow(
    LinkedFolderMissing,
  );
});
