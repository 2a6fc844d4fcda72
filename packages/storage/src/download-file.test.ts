import { createHash } from "node:crypto";
import { once } from "node:events";
import { statSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DownloadDamaged, downloadFile, DownloadFailed, UrlExpired } from "./download-file.ts";

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
const wanted = { name: "weights.safetensors", sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
const quick = { backOff: { baseMs: 1, maxMs: 2 } };

let folder: string;
let target: string;
let server: http.Server;
let url: string;
let answer: (from: number, res: http.ServerResponse) => void;
let starts: number[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "download-"));
  target = path.join(folder, "deep", "weights.safetensors");
  starts = [];
  server = http.createServer((req, res) => {
    const from = Number(/bytes=(\d+)-/.exec(req.headers.range ?? "")?.[1] ?? 0);
    starts.push(from);
    answer(from, res);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const whole = (from: number, res: http.ServerResponse): void => void res.writeHead(from > 0 ? 206 : 200).end(bytes.subarray(from));
/** Sends up to byte `to`, and breaks the connection once they lie on the client's disk: what is still on its way dies with it. */
const broken = (to: number) => (from: number, res: http.ServerResponse) => {
  res.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from });
  res.write(bytes.subarray(from, to));
  const timer = setInterval(() => {
    if ((statSync(`${target}.part`, { throwIfNoEntry: false })?.size ?? 0) < to) return;
    clearInterval(timer);
    res.destroy();
  }, 5);
};

test("goes on where each connection broke, is whole, and counts every byte once", async () => {
  const answers = [broken(1000), broken(3500), whole];
  answer = (from, res) => answers.shift()!(from, res);
  let counted = 0;
  await downloadFile(wanted, target, { url, ...quick, onBytes: (more) => (counted += more) });
  expect(await readFile(target)).toEqual(bytes);
  expect(starts).toEqual([0, 1000, 3500]);
  expect(counted).toBe(bytes.length);
  expect(await readdir(path.dirname(target))).toEqual(["weights.safetensors"]);
});

test("goes on from what an earlier process left, and fetches nothing when all of it was left", async () => {
  answer = whole;
  await downloadFile(wanted, target, { url });
  await rm(target);
  await writeFile(`${target}.part`, bytes.subarray(0, 4000));
  await downloadFile(wanted, target, { url });
  expect(starts).toEqual([0, 4000]);
  await rm(target);
  await writeFile(`${target}.part`, bytes);
  await downloadFile(wanted, target, { url: () => Promise.resolve(url) });
  await downloadFile(wanted, target, { url: () => Promise.reject(new Error("not asked")) });
  expect(starts).toHaveLength(2);
  expect(await readFile(target)).toEqual(bytes);
});

test("a server that knows no ranges is read from the start", async () => {
  answer = broken(2000);
  await expect(downloadFile(wanted, target, { url, tries: 1 })).rejects.toThrow();
  answer = (_from, res) => void res.writeHead(200).end(bytes);
  await downloadFile(wanted, target, { url });
  expect(starts).toEqual([0, 2000]);
  expect(await readFile(target)).toEqual(bytes);
});

test.each([
  ["one bit differs", () => Buffer.from(bytes.map((byte, at) => (at === 4321 ? byte ^ 1 : byte)))],
  ["more comes than was promised", () => Buffer.concat([bytes, bytes])],
])("bytes that are not what was promised are tried once more, and never kept: %s", async (_how, make) => {
  answer = (_from, res) => void res.writeHead(200).end(make());
  await expect(downloadFile(wanted, target, { url, ...quick })).rejects.toThrow(DownloadDamaged);
  expect(starts).toEqual([0, 0]);
  expect(await readdir(path.dirname(target))).toEqual([]);
});

test("a left part whose bytes are wrong is dropped, and the file fetched whole", async () => {
  answer = whole;
  await downloadFile(wanted, target, { url });
  await rm(target);
  await writeFile(`${target}.part`, Buffer.alloc(4000, 7));
  await downloadFile(wanted, target, { url, ...quick });
  expect(starts).toEqual([0, 4000, 0]);
  expect(await readFile(target)).toEqual(bytes);
});

test("an object that is gone is damaged; a URL that is over is said, or replaced by a fresh one; a store that fails is given up", async () => {
  answer = (_from, res) => void res.writeHead(404).end();
  await expect(downloadFile(wanted, target, { url, ...quick })).rejects.toThrow(DownloadDamaged);
  answer = (_from, res) => void res.writeHead(500).end();
  await expect(downloadFile(wanted, target, { url, tries: 3, ...quick })).rejects.toThrow(DownloadFailed);
  expect(starts).toHaveLength(5);
  answer = (_from, res) => void res.writeHead(403).end();
  await expect(downloadFile(wanted, target, { url, ...quick })).rejects.toThrow(UrlExpired);
  const urls = [url, url];
  const freshUrl = async () => {
    if (urls.length === 1) answer = whole;
    return urls.shift()!;
  };
  await downloadFile(wanted, target, { url: freshUrl, ...quick });
  expect(await readFile(target)).toEqual(bytes);
});

test("ends at once when it is told to", async () => {
  const over = new AbortController();
  answer = (_from, res) => {
    res.writeHead(200);
    res.write(bytes.subarray(0, 10));
    over.abort(new Error("enough"));
  };
  await expect(downloadFile(wanted, target, { url, signal: over.signal })).rejects.toThrow("enough");
});
