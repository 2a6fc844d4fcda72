/** @file Uploads and downloads against a real HTTP server that breaks connections. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Api } from "./api.ts";
import { download } from "./download.ts";
import { zipFolder } from "./folder-zip.ts";
import { cut, upload } from "./upload.ts";

const PART = 1000;
let folder: string;
let server: http.Server;
let answer: (req: http.IncomingMessage, body: Buffer, res: http.ServerResponse) => void;
let origin: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "transfer-"));
  server = http.createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => answer(req, Buffer.concat(chunks), res));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function makeDataset(): Promise<string> {
  const dataset = path.join(folder, "photos");
  await mkdir(path.join(dataset, "train"), { recursive: true });
  await mkdir(path.join(dataset, ".git"));
  await writeFile(path.join(dataset, "captions_train.json"), '{"images":[]}');
  await writeFile(path.join(dataset, "train", "a.jpg"), Buffer.alloc(3500, 1));
  await writeFile(path.join(dataset, "train", "ü.png"), Buffer.alloc(10, 2));
  await writeFile(path.join(dataset, "notes.txt"), "not sent");
  await writeFile(path.join(dataset, ".git", "x.jpg"), "not sent");
  return dataset;
}

/** The names in a zip's central directory. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf("PK\u0001\u0002", 0, "latin1"); at >= 0; at = zip.indexOf("PK\u0001\u0002", at + 4, "latin1"))
    names.push(zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString("utf8"));
  return names;
}

/** The part of the API that uploads need; it keeps what has arrived. */
function serveUploads(sizeBytes: number, breaks: (part: number, attempt: number) => boolean): Map<number, Buffer> {
  const received = new Map<number, Buffer>();
  const attempts = new Map<number, number>();
  const session = () => ({
    id: "upl_x",
    status: "OPEN",
    partSizeBytes: PART,
    parts: Array.from({ length: Math.ceil(sizeBytes / PART) }, (_, at) => ({
      number: at + 1,
      sizeBytes: Math.min(PART, sizeBytes - at * PART),
      received: received.has(at + 1),
      url: `${origin}/objects/${at + 1}`,
    })),
  });
  answer = (req, body, res) => {
    if (req.url === "/graphql") {
      const { query } = JSON.parse(body.toString()) as { query: string };
      const data = query.includes("completeUpload")
        ? { completeUpload: { upload: { id: "upl_x" }, errors: [] } }
        : { createUpload: { upload: session(), errors: [] } };
      return void res.end(JSON.stringify({ data }));
    }
    const part = Number(req.url!.split("/").at(-1));
    const attempt = attempts.get(part) ?? 0;
    attempts.set(part, attempt + 1);
    if (breaks(part, attempt)) return void req.socket.destroy();
    received.set(part, body);
    res.end();
  };
  return received;
}

const api = () => new Api({ apiUrl: origin, apiKey: "key", from: "test" });

test("a folder is sent as a zip of its captions and pictures, whole over broken connections, of the size that was announced", async () => {
  const source = await zipFolder(await makeDataset());
  const received = serveUploads(source.sizeBytes, (part, attempt) => part % 2 === 0 && attempt === 0);
  await upload(api(), source, "DATASET", () => undefined);
  const zip = Buffer.concat([...received].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes));
  expect(zip.length).toBe(source.sizeBytes);
  expect(namesIn(zip)).toEqual(["captions_train.json", "train/a.jpg", "train/ü.png"]);
});

test("an upload that was interrupted sends only what is missing, and the bytes are the same", async () => {
  const dataset = await makeDataset();
  const source = await zipFolder(dataset);
  const whole: Buffer[] = [];
  for await (const piece of cut(source.read(), PART)) whole.push(piece);
  const received = serveUploads(source.sizeBytes, () => false);
  received.set(1, whole[0]!);
  received.set(3, whole[2]!);
  const again = await zipFolder(dataset);
  expect(again.key).toBe(source.key);
  let sent = 0;
  const { fetch: real } = globalThis;
  globalThis.fetch = ((input: string, init?: RequestInit) => {
    if (init?.method === "PUT") sent++;
    return real(input, init);
  }) as typeof fetch;
  try {
    await upload(api(), again, "DATASET", () => undefined);
  } finally {
    globalThis.fetch = real;
  }
  expect(sent).toBe(whole.length - 2);
  expect([...received].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes)).toEqual(whole);
});

test("a stream is cut into pieces of one size, whatever chunks it comes in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 40 }), async (chunks, size) => {
      async function* stream() {
        yield* chunks;
      }
      const pieces: Buffer[] = [];
      for await (const piece of cut(stream(), size)) pieces.push(piece);
      expect(Buffer.concat(pieces)).toEqual(Buffer.concat(chunks));
      expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
    }),
  );
});

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
const wanted = { name: "weights.safetensors", sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };

test("a download goes on where the connection broke, and is whole", async () => {
  const starts: number[] = [];
  answer = (req, _body, res) => {
    const start = Number(/bytes=(\d+)-/.exec(req.headers.range ?? "")?.[1] ?? 0);
    starts.push(start);
    res.writeHead(start ? 206 : 200, { "content-length": bytes.length - start });
    if (starts.length > 1) return void res.end(bytes.subarray(start));
    res.write(bytes.subarray(0, 2000), () => setTimeout(() => res.destroy(), 20));
  };
  const target = path.join(folder, "weights.safetensors");
  await download(
    wanted,
    target,
    () => Promise.resolve(origin),
    () => undefined,
  );
  expect(await readFile(target)).toEqual(bytes);
  expect(starts).toEqual([0, 2000]);
});

test("a file that is there whole is not fetched again", async () => {
  answer = (_req, _body, res) => void res.writeHead(500).end();
  const target = path.join(folder, "weights.safetensors");
  await writeFile(target, bytes);
  await download(
    wanted,
    target,
    () => Promise.reject(new Error("not asked")),
    () => undefined,
  );
});
