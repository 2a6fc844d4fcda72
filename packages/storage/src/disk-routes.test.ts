import { createHash } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { DiskStore } from "./disk-store.ts";
import { sign, verify, type SignedRequest } from "./signature.ts";
import { openDiskStore, type OpenStore } from "./testing/open-stores.ts";

let opened: OpenStore<DiskStore>;
let store: DiskStore;
beforeAll(async () => {
  opened = await openDiskStore();
  ({ store } = opened);
  await store.put("team_a/one.bin", Buffer.from("of team a"));
  await store.put("team_b/one.bin", Buffer.from("of team b"));
  writeFileSync(path.join(opened.folder, "canary"), "secret");
});
afterAll(() => opened.close());

const put = (url: string, body: string): Promise<Response> => fetch(url, { method: "PUT", body });
const temporaryFiles = (): string[] => readdirSync(path.join(opened.folder, "temporary"));

/** Sends the path exactly as it is; fetch would tidy it up. */
const getRaw = (target: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(store.baseUrl);
    const asked = request({ hostname, port, path: target }, (res) => {
      let body = "";
      res.on("data", (chunk: Buffer) => (body += chunk.toString()));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, body }));
    });
    asked.on("error", reject);
    asked.end();
  });

describe("a signed GET", () => {
  test("allows one object, until it expires", async () => {
    const url = await store.signedGetUrl("team_a/one.bin", { expiresSeconds: 60 });
    expect(await (await fetch(url)).text()).toBe("of team a");
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "9", ""]);
    for (const changed of [
      url.replace("team_a", "team_b"),
      url.replace(/expires=\d+/, "expires=99999999999"),
      url.replace(/signature=.*/, ""),
      `${url}x`,
      `${url}&fileName=a`,
    ])
      expect((await fetch(changed)).status).toBe(403);
    expect((await put(url, "x")).status).toBe(403);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect((await fetch(url)).status).toBe(403);
    vi.useRealTimers();
  });

  test.each([
    ["bytes=-3", 206, "m a"],
    ["bytes=3-", 206, "team a"],
    ["bytes=0-0", 206, "o"],
    ["bytes=5-999", 206, "am a"],
    ["bytes=-99", 206, "of team a"],
    ["bytes=0-1,3-4", 200, "of team a"],
    ["bytes=4-2", 416, null],
    ["lines=1-2", 200, "of team a"],
  ] as const)("answers the range %s with %i", async (Range, status, body) => {
    const response = await fetch(await store.signedGetUrl("team_a/one.bin", { expiresSeconds: 60 }), { headers: { Range } });
    expect(response.status).toBe(status);
    if (body !== null) expect(await response.text()).toBe(body);
  });

  test("is never shown as a page of ours", async () => {
    const { headers } = await fetch(await store.signedGetUrl("team_a/one.bin", { expiresSeconds: 60 }));
    expect(
      Object.fromEntries(["content-type", "x-content-type-options", "content-disposition"].map((name) => [name, headers.get(name)])),
    ).toEqual({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
      "content-disposition": "attachment",
    });
  });

  test("saves under any name, which cannot write headers of its own", async () => {
    const { headers } = await fetch(await store.signedGetUrl("team_a/one.bin", { expiresSeconds: 60, fileName: 'my "köder"\r\nX: y' }));
    expect(headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''my%20%22k%C3%B6der%22%0D%0AX%3A%20y");
    expect(headers.get("x")).toBeNull();
  });

  test("of what is gone is 404", async () => {
    expect((await fetch(await store.signedGetUrl("team_a/none", { expiresSeconds: 60 }))).status).toBe(404);
  });

  test("no path leads out, however it is written", async () => {
    const query = new URL(await store.signedGetUrl("team_a/one.bin", { expiresSeconds: 60 })).search;
    const segment = fc.constantFrom(
      "..",
      "%2e%2e",
      "%2E.",
      "..%2f",
      "..%5c",
      ".",
      "",
      "%00",
      "team_a",
      "canary",
      "objects",
      "%252e%252e",
      "etc/passwd",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 7 }), async (segments) => {
        const { status, body } = await getRaw(`/files/objects/${segments.join("/")}${query}`);
        return status === 403 && !body.includes("secret");
      }),
      { numRuns: 300 },
    );
  });
});

describe("a signed PUT of a part", () => {
  const key = "team_a/upload.bin";

  test("takes exactly the announced bytes and hash, and keeps nothing else", async () => {
    const uploadId = await store.createMultipart(key);
    const sha256 = createHash("sha256").update("data").digest("hex");
    const url = await store.signedPartUrl(key, uploadId, 1, 4, { sha256 });
    for (const [body, status] of [
      ["dat", 422],
      ["data and more", 422],
      ["fake", 422],
      ["data", 200],
      ["data", 200],
    ] as const)
      expect((await put(url, body)).status).toBe(status);
    expect(await store.listParts(key, uploadId)).toEqual([{ part: 1, sizeBytes: 4 }]);
    expect(temporaryFiles()).toEqual([]);
    for (const changed of [
      url.replace("part=1", "part=2"),
      url.replace("sizeBytes=4", "sizeBytes=5"),
      url.replace(uploadId, "0".repeat(32)),
      url.replace(sha256, "0".repeat(64)),
    ])
      expect((await put(changed, "data")).status).toBe(403);
  });

  test("is refused when the upload is over", async () => {
    const uploadId = await store.createMultipart(key);
    const url = await store.signedPartUrl(key, uploadId, 1, 4);
    expect((await put(url, "data")).status).toBe(200);
    await store.completeMultipart(key, uploadId, { parts: 1, sizeBytes: 4 });
    expect((await put(url, "evil")).status).toBe(409);
    const stored = await (await store.get(key)).toArray();
    expect(Buffer.concat(stored).toString()).toBe("data");
    expect(temporaryFiles()).toEqual([]);
  });

  test("that breaks off is not kept", async () => {
    const uploadId = await store.createMultipart("team_a/broken.bin");
    const url = new URL(await store.signedPartUrl("team_a/broken.bin", uploadId, 1, 1000));
    await new Promise<void>((resolve) => {
      const sending = request(url, { method: "PUT", headers: { "Content-Length": 1000 } });
      sending.on("error", () => resolve());
      sending.write("half", () => setTimeout(() => sending.destroy(new Error("the line broke")), 50));
    });
    await vi.waitFor(() => expect(temporaryFiles()).toEqual([]));
    expect(await store.listParts("team_a/broken.bin", uploadId)).toEqual([]);
  });

  test("an upload's id is worth nothing with another key", async () => {
    const uploadId = await store.createMultipart(key);
    await expect(store.listParts("team_b/other.bin", uploadId)).resolves.toEqual([]);
    expect((await put(await store.signedPartUrl("team_b/other.bin", uploadId, 1, 4), "data")).status).toBe(409);
  });
});

test("an upload's id cannot name a folder", async () => {
  await store.abortMultipart("team_a/one.bin", "../../objects");
  await store.abortMultipart("team_a/one.bin", "..");
  expect(existsSync(path.join(opened.folder, "objects/team_a/one.bin"))).toBe(true);
});

describe("signatures", () => {
  const signed: fc.Arbitrary<SignedRequest> = fc.record(
    {
      method: fc.constantFrom("GET", "PUT"),
      key: fc.string(),
      expires: fc.nat(),
      uploadId: fc.string(),
      part: fc.nat(),
      sizeBytes: fc.nat(),
      sha256: fc.string(),
      fileName: fc.string(),
    },
    { requiredKeys: ["method", "key", "expires"] },
  );

  test("hold for what was signed, while it lives, with this secret", () => {
    fc.assert(
      fc.property(signed, fc.string(), (asked, secret) => {
        const signature = sign(secret, asked);
        expect(verify(secret, asked, signature, asked.expires - 1)).toBe(true);
        expect(verify(secret, asked, signature, asked.expires)).toBe(false);
        expect(verify(`${secret}x`, asked, signature, asked.expires - 1)).toBe(false);
      }),
    );
  });

  test("never hold for anything else", () => {
    fc.assert(
      fc.property(signed, signed, (one, other) => {
        fc.pre(JSON.stringify(Object.entries(one).toSorted()) !== JSON.stringify(Object.entries(other).toSorted()));
        expect(verify("s", other, sign("s", one), 0) && other.expires > 0).toBe(false);
      }),
    );
  });
});
