import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Decoding } from "@capstan/captioner/decoding";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { DiskStore } from "@capstan/storage/disk-store";
import pino from "pino";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bombPng } from "../../../../test/support/bomb-png.ts";
import { storeCheckpoint, writeTinyCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import { aboutEngine } from "./about-engine.ts";
import type { StoredCheckpoint } from "./caption-pool.ts";
import { createCaptionPool, type ProcessCaptionPool } from "./process-caption-pool.ts";
import { residentBytes } from "../process/resident-memory.ts";

const GREEDY: Decoding = { strategy: "GREEDY", beamWidth: 1, candidates: 1, attention: false };
let folder: string;
let store: DiskStore;
let pool: ProcessCaptionPool;
let checkpoint: StoredCheckpoint;
let photo: Buffer;

const poolIn = (precision: "fp32" | "bf16", log = pino({ level: "silent" })): ProcessCaptionPool =>
  createCaptionPool({ store, cacheDir: path.join(folder, "cache"), workers: 1, precision, log });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-pool-"));
  store = new DiskStore({ root: path.join(folder, "objects"), baseUrl: "http://localhost", secret: "s".repeat(32) });
  const written = await writeTinyCheckpoint(path.join(folder, "written"));
  checkpoint = { id: "ckpt_one", files: await storeCheckpoint(store, written, "one") };
  photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#c33" } })
    .jpeg()
    .toBuffer();
  pool = poolIn("fp32");
  pool.warm();
}, 60_000);

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

test("a picture gets the same caption each time, and several by beam search, best first", async () => {
  const first = await pool.caption(photo, checkpoint, GREEDY);
  expect(first).toHaveLength(1);
  expect(first[0]!.tokens.length).toBeGreaterThan(0);
  expect(await pool.caption(photo, checkpoint, GREEDY)).toEqual(first);
  const beams = await pool.caption(photo, checkpoint, { strategy: "BEAM", beamWidth: 3, candidates: 3, attention: true, maxLength: 5 });
  expect(beams).toHaveLength(3);
  for (const { tokens } of beams) expect(tokens.length).toBeLessThanOrEqual(5);
  const { attention } = beams[0]!.tokens[0]!;
  expect(attention!.weights).toHaveLength(attention!.rows * attention!.columns);
});

test("a pool that is asked for bf16 computes in it where the engine can, and its log says what it computes in", async () => {
  const lines: { readonly process?: string; readonly about?: string }[] = [];
  const log = pino({ level: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  const rounded = poolIn("bf16", log);
  const [caption] = await rounded.caption(photo, checkpoint, GREEDY);
  await rounded.close();
  const engine = await prepareEngine({ precision: "bf16" });
  expect(lines.filter((line) => line.process === "caption").map(({ about }) => about)).toEqual([aboutEngine(engine, "bf16")]);
  const [exact] = await pool.caption(photo, checkpoint, GREEDY);
  expect(caption!.logProbability).toBeCloseTo(exact!.logProbability, 0);
  if (engine.precision === "bf16") expect(caption!.logProbability).not.toBe(exact!.logProbability);
  else process.stdout.write(`skipped that numbers are rounded: ${engine.name} has no bf16 on this machine\n`);
});

test("pictures that are no pictures, too large or broken are refused by name within a second, and the next one works", async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>');
  const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
  const bad: [string, Buffer][] = [
    ["IMAGE_UNSUPPORTED", svg],
    ["IMAGE_UNSUPPORTED", gif],
    ["IMAGE_UNSUPPORTED", Buffer.from("not a picture at all")],
    ["IMAGE_TOO_LARGE", bombPng(30_000, 30_000)],
    ["IMAGE_TOO_LARGE", bombPng(16_000, 16_000)],
    ["IMAGE_CORRUPT", photo.subarray(0, photo.byteLength / 2)],
  ];
  const pid = pool.pids.decode[0]!;
  const before = (await residentBytes(pid)) ?? 0;
  for (const [code, bytes] of bad) {
    const startedMs = performance.now();
    await expect(pool.caption(bytes, checkpoint, GREEDY)).rejects.toMatchObject({ code });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  }
  expect(pool.pids.decode[0]).toBe(pid);
  expect(((await residentBytes(pid)) ?? 0) - before).toBeLessThan(50 * 1024 ** 2);
  expect(await pool.caption(photo, checkpoint, GREEDY)).toHaveLength(1);
}, 60_000);

test("a caption process that is killed over a picture fails that picture alone, and is replaced", async () => {
  const [pid] = pool.pids.caption;
  process.kill(pid!, "SIGSTOP");
  const asked = pool.caption(photo, checkpoint, GREEDY);
  setTimeout(() => process.kill(pid!, "SIGKILL"), 300);
  await expect(asked).rejects.toThrow(/caption process ended/);
  expect(await pool.caption(photo, checkpoint, GREEDY)).toHaveLength(1);
  expect(pool.pids.caption[0]).not.toBe(pid);
}, 30_000);

test("a decode process that dies over a picture says so, and is replaced within two seconds", async () => {
  const [pid] = pool.pids.decode;
  process.kill(pid!, "SIGSTOP");
  const asked = pool.caption(photo, checkpoint, GREEDY);
  setTimeout(() => process.kill(pid!, "SIGKILL"), 300);
  await expect(asked).rejects.toMatchObject({ code: "IMAGE_CORRUPT" });
  const startedMs = performance.now();
  expect(await pool.caption(photo, checkpoint, GREEDY)).toHaveLength(1);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});

test("a checkpoint whose bytes changed is damaged, in the store and on this machine's disk", async () => {
  const weights = checkpoint.files.find(({ name }) => name === "weights.safetensors")!;
  const flipped = { ...weights, sha256: "0".repeat(64) };
  const files = checkpoint.files.map((file) => (file === weights ? flipped : file));
  await expect(pool.caption(photo, { id: "ckpt_bad", files }, GREEDY)).rejects.toMatchObject({ code: "CHECKPOINT_DAMAGED" });
  await expect(pool.caption(photo, { id: "ckpt_less", files: files.slice(1) }, GREEDY)).rejects.toMatchObject({
    code: "CHECKPOINT_DAMAGED",
  });

  const cached = path.join(folder, "cache", "checkpoints", checkpoint.id, "weights.safetensors");
  const bytes = await readFile(cached);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(cached, bytes);
  // Another start of the API finds the flipped bit and fetches the file again.
  const next = poolIn("fp32");
  await next.caption(photo, checkpoint, GREEDY);
  expect(await readFile(cached)).not.toEqual(bytes);
  await next.close();
}, 30_000);

test("more pictures than may wait are refused with advice", async () => {
  const many = await Promise.allSettled(Array.from({ length: 80 }, () => pool.caption(photo, checkpoint, GREEDY)));
  const refused = many.filter((result) => result.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "RATE_LIMITED" });
  expect(many.length - refused.length).toBeGreaterThanOrEqual(32);
}, 30_000);
