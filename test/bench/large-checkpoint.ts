/**
 * @file Sends a checkpoint of several gigabytes as a runner does, joins and verifies it as the API does, and fetches it back as
 * the next runner does: through the real parts, hashes and stores. Memory must stay flat, whatever the size.
 *
 *   node test/bench/large-checkpoint.ts [--store disk|s3] [--gb 2]
 *
 * Prints times, and the memory that each side needed beyond what it had before. Ends with 1 when the bytes differ, an upload
 * that was broken off did not go on where it was, or a side of ours took more than MEMORY_MB_MAX.
 */
import { fork, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { PART_BYTES, signedParts } from "../../apps/api/src/upload/upload-part.ts";
import { uploadParts } from "../../apps/runner/src/upload-parts.ts";
import { downloadFile } from "../../packages/storage/src/download-file.ts";
import { DiskStore } from "../../packages/storage/src/disk-store.ts";
import type { ObjectStore } from "../../packages/storage/src/object-store.ts";
import { S3Store } from "../../packages/storage/src/s3-store.ts";
import { openDiskStore, openS3Store } from "../../packages/storage/src/testing/open-stores.ts";

const MEMORY_MB_MAX = 256;
const SECRET = "a secret of at least thirty-two letters";
const KEY = "team_x/run_x/e1/ckpt_x/weights.safetensors";

const { values } = parseArgs({
  options: { store: { type: "string", default: "disk" }, gb: { type: "string", default: "2" }, serve: { type: "string" } },
});

/** Highest resident memory of this process so far, in MB. */
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

/** The store's server, in a process of its own: its memory is not the runner's. */
async function serve(kind: string): Promise<void> {
  const opened = kind === "s3" ? await openS3Store() : await openDiskStore();
  const url = new URL(await opened.store.signedGetUrl("a/b", { expiresSeconds: 60 }));
  const before = peakMb();
  process.send!({ folder: opened.folder, origin: url.origin });
  await once(process, "message");
  process.send!({ grownMb: peakMb() - before });
  await opened.close();
  process.disconnect();
}

const storeAt = (kind: string, origin: string, folder: string): ObjectStore =>
  kind === "s3"
    ? new S3Store({
        bucket: "capstan",
        region: "us-east-1",
        endpoint: origin,
        credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
        forcePathStyle: true,
        prefix: "shared",
      })
    : new DiskStore({ root: folder, baseUrl: `${origin}/files`, secret: SECRET });

/** A file with a word here and there and holes between: it takes no room, and its parts differ. */
async function makeSparse(file: string, sizeBytes: number): Promise<string> {
  const handle = await open(file, "w");
  await handle.truncate(sizeBytes);
  for (let at = 0; at < sizeBytes; at += PART_BYTES) await handle.write(`part at ${at}`, at);
  await handle.close();
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function measure<T>(what: string, sizeBytes: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  console.log(`${what.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s  ${(sizeBytes / 1e6 / seconds).toFixed(0).padStart(6)} MB/s`);
  return result;
}

async function sendAndFetch(kind: string, sizeBytes: number, store: ObjectStore, folder: string): Promise<boolean> {
  const name = "weights.safetensors";
  const source = path.join(folder, name);
  const sha256 = await measure("hashed by the trainer", sizeBytes, () => makeSparse(source, sizeBytes));
  const before = peakMb();
  const storageUploadId = await store.createMultipart(KEY);
  const file = { name, sizeBytes, sha256, key: KEY, partSizeBytes: PART_BYTES, storageUploadId };
  const targets = async () => [{ name, partSizeBytes: PART_BYTES, parts: await signedParts(store, file) }];
  // Broken off after a third, as by a runner that is killed; then with fresh URLs, which say what is there.
  const parts = Math.ceil(sizeBytes / PART_BYTES);
  const broken = new AbortController();
  let sent = 0;
  await uploadParts(folder, await targets(), broken.signal, () => ++sent >= parts / 3 && broken.abort()).catch((error: unknown) => {
    if (!broken.signal.aborted) throw error;
  });
  let again = 0;
  await measure("sent (after a break at a third)", sizeBytes, async () =>
    uploadParts(folder, await targets(), new AbortController().signal, () => again++),
  );
  console.log(`parts: ${parts}, sent before the break ${sent}, after it ${again}`);
  await measure("joined and verified by the API", sizeBytes, () =>
    store.completeMultipart(KEY, storageUploadId, { parts, sizeBytes, sha256 }),
  );
  const url = () => store.signedGetUrl(KEY, { expiresSeconds: 3600 });
  const target = path.join(folder, "fetched");
  await measure("fetched and verified by a runner", sizeBytes, () => downloadFile({ name, sizeBytes, sha256 }, target, { url }));
  const grownMb = peakMb() - before;
  console.log(`memory beyond ${before.toFixed(0)} MB: runner and API's side ${grownMb.toFixed(0)} MB (at most ${MEMORY_MB_MAX})`);
  return grownMb <= MEMORY_MB_MAX && again < parts && (await stat(target)).size === sizeBytes;
}

async function main(): Promise<void> {
  if (values.serve) return serve(values.serve);
  const kind = values.store === "s3" ? "s3" : "disk";
  const sizeBytes = Math.round(Number(values.gb) * 1024 ** 3);
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-large-"));
  const server: ChildProcess = fork(new URL(import.meta.url).pathname, ["--serve", kind]);
  try {
    const [place] = (await once(server, "message")) as [{ folder: string; origin: string }];
    console.log(`${values.gb} GiB through ${kind === "s3" ? "a real S3 server" : "the disk store"}`);
    const isGood = await sendAndFetch(kind, sizeBytes, storeAt(kind, place.origin, place.folder), folder);
    server.send("end");
    const [{ grownMb }] = (await once(server, "message")) as [{ grownMb: number }];
    // The S3 server is somebody else's; the disk store's is ours.
    console.log(`memory of the store's server: ${grownMb.toFixed(0)} MB more than idle`);
    const isFlat = kind === "s3" || grownMb <= MEMORY_MB_MAX;
    process.exitCode = isGood && isFlat ? 0 : 1;
    console.log(process.exitCode === 0 ? "good: whole, resumed, flat" : "BAD");
  } finally {
    if (server.exitCode === null) server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
