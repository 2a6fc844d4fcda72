import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkKey, ObjectMissing, type ByteRange, type ObjectStore } from "./object-store.ts";
import { openDiskStore, openS3Store, type OpenStore } from "./testing/open-stores.ts";

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const absent = "0".repeat(64);

describe.each([
  ["disk", openDiskStore],
  ["S3", openS3Store],
] as const)("%s", (_name, openStore) => {
  let opened: OpenStore<ObjectStore>;
  let store: ObjectStore;
  let keys = 0;
  const newKey = (): string => `team_a/thing-${++keys}/file.bin`;
  const read = async (key: string, range?: ByteRange): Promise<Buffer> => Buffer.concat(await (await store.get(key, range)).toArray());
  const put = (url: string, body: Uint8Array): Promise<Response> => fetch(url, { method: "PUT", body: new Uint8Array(body) });

  beforeAll(async () => {
    opened = await openStore();
    ({ store } = opened);
  });
  afterAll(() => opened.close());

  test("what is put comes back, whole and in parts, with its size and hash", async () => {
    const bytes = randomBytes(100_000);
    const key = newKey();
    expect(await store.put(key, bytes)).toEqual({ sizeBytes: 100_000, sha256: hashOf(bytes) });
    expect(await store.stat(key)).toEqual({ sizeBytes: 100_000 });
    expect((await read(key)).equals(bytes)).toBe(true);
    expect((await read(key, { start: 10, end: 19 })).equals(bytes.subarray(10, 20))).toBe(true);
    expect((await read(key, { start: 99_990 })).equals(bytes.subarray(99_990))).toBe(true);
  });

  test("any content survives, as bytes and as a stream", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), async (chunks) => {
        const whole = Buffer.concat(chunks);
        const key = newKey();
        const stored = await store.put(key, Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
        expect(stored).toEqual({ sizeBytes: whole.byteLength, sha256: hashOf(whole) });
        expect((await read(key)).equals(whole)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test("a stream larger than a part survives", async () => {
    const chunk = randomBytes(1024 ** 2);
    const key = newKey();
    const { sizeBytes, sha256 } = await store.put(key, Readable.from(Array.from({ length: 35 }, () => chunk)));
    expect(sizeBytes).toBe(35 * 1024 ** 2);
    expect(hashOf(await read(key))).toBe(sha256);
  });

  test("an object is never overwritten; the same content again is fine", async () => {
    const key = newKey();
    const first = await store.put(key, Buffer.from("first"));
    await expect(store.put(key, Buffer.from("other"))).rejects.toMatchObject({ code: "UPLOAD_MISMATCH" });
    await expect(store.put(key, Buffer.from("longer"))).rejects.toMatchObject({ code: "UPLOAD_MISMATCH" });
    expect(await store.put(key, Buffer.from("first"))).toEqual(first);
    expect((await read(key)).toString()).toBe("first");
  });

  test("content with another hash than announced is not kept", async () => {
    const key = newKey();
    await expect(store.put(key, Buffer.from("bytes"), { sha256: absent })).rejects.toMatchObject({ code: "UPLOAD_MISMATCH" });
    expect(await store.stat(key)).toBeNull();
  });

  test("a stream that breaks leaves nothing", async () => {
    const key = newKey();
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(1000);
        throw new Error("the line broke");
      })(),
    );
    await expect(store.put(key, broken)).rejects.toThrow("the line broke");
    expect(await store.stat(key)).toBeNull();
  });

  test("what is not there says so; deleting it is fine", async () => {
    const key = newKey();
    expect(await store.stat(key)).toBeNull();
    await expect(store.get(key)).rejects.toThrow(ObjectMissing);
    await store.delete(key);
    await store.put(key, Buffer.from("x"));
    await store.delete(key);
    expect(await store.stat(key)).toBeNull();
  });

  test("a signed URL gives the object, in ranges too, under the name of its maker's choice", async () => {
    const key = newKey();
    await store.put(key, Buffer.from("0123456789"));
    const url = await store.signedGetUrl(key, { expiresSeconds: 60, fileName: "weights-v1.bin" });
    const response = await fetch(url);
    expect(await response.text()).toBe("0123456789");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="weights-v1.bin"');
    const part = await fetch(url, { headers: { Range: "bytes=2-4" } });
    expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await fetch(url, { headers: { Range: "bytes=10-" } })).status).toBe(416);
  });

  test("an upload in parts: any order, again, then joined; completing twice is fine", async () => {
    const key = newKey();
    const parts = [randomBytes(5 * 1024 ** 2), randomBytes(5 * 1024 ** 2), randomBytes(77)];
    const whole = Buffer.concat(parts);
    const uploadId = await store.createMultipart(key);
    const send = async (i: number, body = parts[i]!): Promise<void> => {
      const response = await put(await store.signedPartUrl(key, uploadId, i + 1, body.byteLength), body);
      expect(response.status).toBe(200);
    };
    const expected = { parts: 3, sizeBytes: whole.byteLength, sha256: hashOf(whole) };
    await send(2);
    await send(0, randomBytes(5 * 1024 ** 2));
    await send(0);
    await expect(store.completeMultipart(key, uploadId, expected)).rejects.toMatchObject({ code: "UPLOAD_INCOMPLETE" });
    await send(1);
    expect((await store.listParts(key, uploadId)).map(({ part, sizeBytes }) => [part, sizeBytes])).toEqual(
      parts.map((part, i) => [i + 1, part.byteLength]),
    );
    expect(await store.stat(key)).toBeNull();
    const stored = { sizeBytes: whole.byteLength, sha256: hashOf(whole) };
    expect(await store.completeMultipart(key, uploadId, expected)).toEqual(stored);
    expect(await store.completeMultipart(key, uploadId, expected)).toEqual(stored);
    expect((await read(key)).equals(whole)).toBe(true);
    expect(await store.listParts(key, uploadId)).toEqual([]);
  });

  test("a whole with another hash or size than announced is not kept", async () => {
    const key = newKey();
    const uploadId = await store.createMultipart(key);
    await put(await store.signedPartUrl(key, uploadId, 1, 4), Buffer.from("data"));
    await expect(store.completeMultipart(key, uploadId, { parts: 1, sizeBytes: 5 })).rejects.toMatchObject({ code: "UPLOAD_MISMATCH" });
    await expect(store.completeMultipart(key, uploadId, { parts: 1, sizeBytes: 4, sha256: absent })).rejects.toMatchObject({
      code: "UPLOAD_MISMATCH",
    });
    expect(await store.stat(key)).toBeNull();
  });

  test("an aborted upload is over", async () => {
    const key = newKey();
    const uploadId = await store.createMultipart(key);
    await put(await store.signedPartUrl(key, uploadId, 1, 4), Buffer.from("data"));
    await store.abortMultipart(key, uploadId);
    await store.abortMultipart(key, uploadId);
    expect(await store.listParts(key, uploadId)).toEqual([]);
    await expect(store.completeMultipart(key, uploadId, { parts: 1, sizeBytes: 4 })).rejects.toMatchObject({ code: "UPLOAD_INCOMPLETE" });
  });

  test.each([
    "../etc/passwd",
    "/etc/passwd",
    "a/../b",
    "a//b",
    "a/./b",
    "",
    "a/",
    "%2e%2e/a",
    "a\u0000b",
    "a\\b",
    ".hidden",
    "ü",
    "a".repeat(201),
  ])("the key %j is refused by every method", async (key) => {
    const attempts = [
      () => store.put(key, Buffer.from("x")),
      () => store.get(key),
      () => store.stat(key),
      () => store.delete(key),
      () => store.createMultipart(key),
      () => store.listParts(key, "u"),
      () => store.abortMultipart(key, "u"),
      async () => store.signedGetUrl(key, { expiresSeconds: 1 }),
      async () => store.signedPartUrl(key, "u", 1, 1),
      () => store.completeMultipart(key, "u", { parts: 1, sizeBytes: 1 }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

test("whatever text a key is, it is refused or stays below the root", () => {
  const segment = fc.oneof(
    fc.constantFrom("..", ".", "", "%2e%2e", "a", "..a", "a..", "\u0000", "a\\..", "~"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 6 }).map((segments) => segments.join("/")),
      (key) => {
        try {
          checkKey(key);
        } catch {
          return true;
        }
        const url = new URL(`/root/${key}`, "http://host");
        return url.pathname === `/root/${key}` && !key.split("/").some((part) => part === "" || part === "." || part === "..");
      },
    ),
    { numRuns: 10_000 },
  );
});
