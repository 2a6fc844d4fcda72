import { expect, test } from "vitest";
import { sendParts, UploadRefused, type PutResult, type Transport } from "./send-parts.ts";
import { isSameFile, parseRecord, pendingParts, receivedBytes, recordOf, type Part } from "./upload-plan.ts";

const file = new Blob(["aaaabbbbccccdd"]);
const parts = (received: number[]): Part[] =>
  [4, 4, 4, 2].map((sizeBytes, i) => ({ number: i + 1, sizeBytes, received: received.includes(i + 1), url: `/part/${i + 1}` }));

/** A server that keeps what it is sent; `answers` come before its good ones. */
function fakeServer(received: number[], answers: PutResult[] = []) {
  const stored = new Map<number, string>();
  const has = new Set(received);
  const urls: string[] = [];
  let refreshes = 0;
  const transport: Transport = {
    put: async (part, body) => {
      urls.push(part.url);
      const answer = answers.shift();
      if (answer) return answer;
      stored.set(part.number, await body.text());
      has.add(part.number);
      return { kind: "stored" };
    },
    refresh: async () => {
      refreshes++;
      return parts([...has]).map((part) => ({ ...part, url: `${part.url}?fresh=${refreshes}` }));
    },
    wait: async (_, signal) => signal.throwIfAborted(),
  };
  return { transport, stored, urls, has };
}
const send = (
  server: ReturnType<typeof fakeServer>,
  received: number[],
  onProgress: Parameters<typeof sendParts>[0]["onProgress"] = () => {},
) => sendParts({ file, parts: parts(received), transport: server.transport, onProgress, signal: new AbortController().signal });

test("only the parts that the server lacks are sent, each with its own bytes", async () => {
  const server = fakeServer([1, 3]);
  await send(server, [1, 3]);
  expect(Object.fromEntries(server.stored)).toEqual({ 2: "bbbb", 4: "dd" });
});

test("a broken network is waited out, with fresh URLs", async () => {
  const server = fakeServer([1, 2, 3], [{ kind: "unreachable" }, { kind: "refused", status: 403 }]);
  await send(server, [1, 2, 3]);
  expect(server.urls).toEqual(["/part/4", "/part/4?fresh=1", "/part/4?fresh=2"]);
  expect(server.stored.get(4)).toBe("dd");
});

test("a part whose answer was lost is not sent again", async () => {
  const server = fakeServer([1, 2, 3], [{ kind: "unreachable" }]);
  server.has.add(4);
  await send(server, [1, 2, 3]);
  expect(server.urls).toEqual(["/part/4"]);
});

test("a part that is refused again and again ends the upload with a sentence", async () => {
  const refusals = Array.from({ length: 9 }, (): PutResult => ({ kind: "refused", status: 400 }));
  await expect(send(fakeServer([1, 2, 3], refusals), [1, 2, 3])).rejects.toThrow(UploadRefused);
});

test("progress begins where it was left and ends at the whole", async () => {
  const seen: number[] = [];
  await send(fakeServer([1]), [1], ({ sentBytes }) => seen.push(sentBytes));
  expect(seen[0]).toBe(4);
  expect(seen.at(-1)).toBe(14);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

test("parts lie one after the other, whatever order they are listed in", () => {
  expect(pendingParts(parts([2]).toReversed()).map(({ number, start, end }) => [number, start, end])).toEqual([
    [1, 0, 4],
    [3, 8, 12],
    [4, 12, 14],
  ]);
  expect(receivedBytes(parts([1, 4]))).toBe(6);
});

test("an upload is remembered with what tells its file from others", () => {
  const photos = { name: "photos.zip", size: 14, lastModified: 7 };
  const record = recordOf("upl_1", photos);
  expect(parseRecord(JSON.stringify(record))).toEqual(record);
  expect(isSameFile(record, photos)).toBe(true);
  expect(isSameFile(record, { ...photos, size: 15 })).toBe(false);
  for (const bad of [null, "", "{", "[]", "{}"]) expect(parseRecord(bad)).toBeNull();
});
