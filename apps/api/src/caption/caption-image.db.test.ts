import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { newId } from "@capstan/run/id";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bombPng } from "../../../../test/support/bomb-png.ts";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import type { Answer, TestClient } from "../../../../test/support/test-client.ts";
import { insertCheckpoint, storeCheckpoint, writeTinyCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import type { ProcessCaptionPool } from "../captioning/process-caption-pool.ts";

const MUTATION = `mutation ($input: CaptionImageInput!) { captionImage(input: $input) {
  caption { id text latencyMs imageUrl createdAt checkpoint { id } candidates { text logProbability tokens { text logProbability attention { rows columns weights } } } }
  errors { code message path } } }`;
interface Result {
  readonly captionImage: {
    readonly caption: null | {
      readonly id: string;
      readonly text: string;
      readonly latencyMs: number;
      readonly imageUrl: string | null;
      readonly checkpoint: { readonly id: string };
      readonly candidates: readonly {
        readonly text: string;
        readonly logProbability: number;
        readonly tokens: readonly {
          readonly logProbability: number;
          readonly attention: null | { rows: number; columns: number; weights: number[] };
        }[];
      }[];
    };
    readonly errors: readonly { readonly code: string; readonly message: string; readonly path: readonly string[] | null }[];
  };
}

let api: TestApi;
let ada: TestUser;
let folder: string;
let checkpointId: string;
let photo: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-caption-"));
  api = await startTestApi();
  ada = await api.signUp("Ada");
  const files = await storeCheckpoint(api.server.services.store, await writeTinyCheckpoint(folder), `${ada.teamId}/tiny`);
  checkpointId = await insertCheckpoint(api.database, ada.teamId, files);
  photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#3a6" } })
    .jpeg()
    .toBuffer();
  await ask(ada.client, {});
}, 60_000);
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = (client: TestClient, input: object): Promise<Answer<Result>> =>
  client.ask<Result>(MUTATION, { input: { image: { base64: photo.toString("base64") }, checkpoint: { id: checkpointId }, ...input } });

/** As curl sends it: the multipart request specification. */
async function send(bytes: Buffer, type = "image/jpeg", input: object = {}): Promise<{ status: number; body: Answer<Result> }> {
  const form = new FormData();
  form.set(
    "operations",
    JSON.stringify({ query: MUTATION, variables: { input: { checkpoint: { id: checkpointId }, ...input, image: { file: null } } } }),
  );
  form.set("map", JSON.stringify({ 0: ["variables.input.image.file"] }));
  form.set("0", new Blob([new Uint8Array(bytes)], { type }), "picture");
  const response = await fetch(`${api.url}/graphql`, {
    method: "POST",
    headers: { ...ada.client.headers, "apollo-require-preflight": "true" },
    body: form,
  });
  const body = (await response.json()) as Answer<Result>;
  return { status: response.status, body };
}

test("the same picture gets the same caption by file, base64 and upload, and it is written down", async () => {
  const { body } = await send(photo);
  const byFile = body.data!.captionImage.caption!;
  expect(byFile.checkpoint.id).toBe(checkpointId);
  expect(byFile.text).toBe(byFile.candidates[0]!.text);
  expect(byFile.latencyMs).toBeGreaterThan(0);
  expect(byFile.imageUrl).toBeNull();
  const [best] = byFile.candidates;
  expect(best!.logProbability).toBeCloseTo(
    best!.tokens.reduce((sum, token) => sum + token.logProbability, 0),
    4,
  );

  const { upload } = await ada.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
    "createUpload",
    { purpose: "IMAGE", fileName: "p.jpg", sizeBytes: photo.byteLength },
    "upload { id parts { url } }",
  );
  await fetch(upload.parts[0]!.url, { method: "PUT", body: new Uint8Array(photo) });
  const early = await ask(ada.client, { image: { uploadId: upload.id } });
  expect(early.data!.captionImage.errors).toMatchObject([{ code: "UPLOAD_INCOMPLETE", path: ["image", "uploadId"] }]);
  await ada.client.mutate("completeUpload", { id: upload.id }, "upload { id }");
  for (const answer of [await ask(ada.client, {}), await ask(ada.client, { image: { uploadId: upload.id } })])
    expect(answer.data!.captionImage.caption!.candidates).toEqual(byFile.candidates);

  const { team } = await ada.client.data<{ team: { captions: { edges: { node: { id: string; candidates: unknown } }[] } } }>(
    "{ team { captions { edges { node { id candidates { text } } } } } }",
  );
  expect(team.captions.edges.map(({ node }) => node.id)).toContain(byFile.id);
});

test("several candidates by beam search, with where the model looked", async () => {
  const { data } = await ask(ada.client, {
    decoding: { strategy: "BEAM", beamWidth: 4, candidates: 3, attention: true, maxLength: 6, lengthPenalty: 0.7 },
  });
  const { candidates } = data!.captionImage.caption!;
  expect(candidates).toHaveLength(3);
  const { attention } = candidates[0]!.tokens[0]!;
  expect(attention!.weights).toHaveLength(attention!.rows * attention!.columns);
});

test("as CATR predicts, the model looks at the picture's own grid and at nothing else", async () => {
  const wide = await sharp({ create: { width: 640, height: 320, channels: 3, background: "#a36" } })
    .jpeg()
    .toBuffer();
  const { data } = await ask(ada.client, { image: { base64: wide.toString("base64") }, decoding: { catrExact: true, attention: true } });
  expect(data!.captionImage.caption!.candidates[0]!.tokens[0]!.attention).toMatchObject({ rows: 4, columns: 8 });
});

test("decoding that cannot be is refused with the place in the input", async () => {
  const wrong: [object, string][] = [
    [{ beamWidth: 11, strategy: "BEAM" }, "beamWidth"],
    [{ beamWidth: 0 }, "beamWidth"],
    [{ candidates: 2 }, "candidates"],
    [{ strategy: "BEAM", beamWidth: 2, candidates: 3 }, "candidates"],
    [{ maxLength: 0 }, "maxLength"],
    [{ strategy: "BEAM", lengthPenalty: -1 }, "lengthPenalty"],
    [{ strategy: "BEAM", catrExact: true }, "catrExact"],
  ];
  for (const [decoding, name] of wrong) {
    const { data } = await ask(ada.client, { decoding });
    expect(data!.captionImage).toMatchObject({ caption: null, errors: [{ code: "INVALID_INPUT", path: ["decoding", name] }] });
  }
});

test("a kept picture is shown by its URL, to nobody with another one", async () => {
  const { data } = await ask(ada.client, { keepImage: true });
  const { imageUrl } = data!.captionImage.caption!;
  const shown = await fetch(imageUrl!);
  expect(shown.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(photo);
});

test("bad pictures are answered by name, and the API goes on serving", async () => {
  const bad: [string, Buffer, string][] = [
    ["IMAGE_UNSUPPORTED", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), "image/svg+xml"],
    ["IMAGE_UNSUPPORTED", Buffer.from("GIF89a and more"), "image/jpeg"],
    ["IMAGE_TOO_LARGE", Buffer.alloc(20 * 1024 ** 2, 1), "image/jpeg"],
    ["IMAGE_TOO_LARGE", bombPng(30_000, 30_000), "image/png"],
    ["IMAGE_CORRUPT", photo.subarray(0, photo.byteLength - 400), "image/jpeg"],
    ["IMAGE_CORRUPT", Buffer.alloc(0), "image/jpeg"],
  ];
  for (const [code, bytes, type] of bad) {
    const { status, body } = await send(bytes, type);
    expect(body.data!.captionImage).toMatchObject({ caption: null, errors: [{ code }] });
    expect(status).toBe(200);
    expect((await send(photo)).body.data!.captionImage.errors).toEqual([]);
  }
});

test("base64 that is none, and a body above its limit, are refused in GraphQL's form", async () => {
  expect((await ask(ada.client, { image: { base64: "not base64!" } })).data!.captionImage.errors).toMatchObject([
    { code: "INVALID_INPUT", path: ["image", "base64"] },
  ]);
  const response = await ada.client.send(MUTATION, {
    input: { image: { base64: "A".repeat(20 * 1024 ** 2) }, checkpoint: { id: checkpointId } },
  });
  const body = (await response.json()) as Answer;
  expect(response.status).toBe(413);
  expect(body.errors![0]!.extensions.code).toBe("BAD_USER_INPUT");
});

test("a checkpoint is found by alias and by run and kind, in the caller's team only", async () => {
  await api.database.query("INSERT INTO aliases (team_id, name, checkpoint_id, updated_at) VALUES ($1, 'production', $2, now())", [
    ada.teamId,
    checkpointId,
  ]);
  expect((await ask(ada.client, { checkpoint: { alias: "production" } })).data!.captionImage.caption!.checkpoint.id).toBe(checkpointId);

  const eve = await api.signUp("Eve");
  const unknown = await ask(eve.client, { checkpoint: { id: newId("checkpoint") } });
  expect(unknown.errors![0]!.extensions.code).toBe("NOT_FOUND");
  for (const checkpoint of [{ id: checkpointId }, { alias: "production" }, { run: { id: newId("run"), kind: "BEST" } }])
    expect(await ask(eve.client, { checkpoint })).toEqual(unknown);
  expect(await ask(ada.client, { teamId: eve.teamId })).toEqual(unknown);

  const { client } = await api.createKey(ada, ["CAPTION"]);
  expect((await ask(client, { checkpoint: { alias: "production" } })).data!.captionImage.errors).toEqual([]);
  const reader = await api.createKey(ada, ["READ"]);
  expect((await ask(reader.client, {})).errors![0]!.extensions.code).toBe("FORBIDDEN");
  expect((await ask(api.anonymous, {})).errors![0]!.extensions.code).toBe("UNAUTHENTICATED");
});

test("a checkpoint that is not committed yet, and one that is damaged, say so", async () => {
  const files = await storeCheckpoint(api.server.services.store, await writeTinyCheckpoint(folder, 2), `${ada.teamId}/other`);
  const uploading = await insertCheckpoint(api.database, ada.teamId, files, "UPLOADING");
  expect((await ask(ada.client, { checkpoint: { id: uploading } })).data!.captionImage.errors).toMatchObject([
    { code: "CHECKPOINT_NOT_READY" },
  ]);
  const deleted = await insertCheckpoint(api.database, ada.teamId, files, "DELETED");
  expect((await ask(ada.client, { checkpoint: { id: deleted } })).errors![0]!.extensions.code).toBe("NOT_FOUND");
  const damaged = await insertCheckpoint(
    api.database,
    ada.teamId,
    files.map((file) => ({ ...file, sha256: "0".repeat(64) })),
  );
  expect((await ask(ada.client, { checkpoint: { id: damaged } })).data!.captionImage.errors).toMatchObject([
    { code: "CHECKPOINT_DAMAGED" },
  ]);
});

test("killing the caption process over a picture answers an error, and the next request works", async () => {
  const { pids } = api.server.services.captions as ProcessCaptionPool;
  process.kill(pids.caption[0]!, "SIGSTOP");
  const asked = ask(ada.client, {});
  setTimeout(() => process.kill(pids.caption[0]!, "SIGKILL"), 300);
  const { errors } = await asked;
  expect(errors![0]!.extensions).toMatchObject({ code: "INTERNAL", requestId: expect.any(String) });
  expect((await ask(ada.client, {})).data!.captionImage.errors).toEqual([]);
});

test("warm captions are quick", async () => {
  const latencies: number[] = [];
  for (let i = 0; i < 50; i++) latencies.push((await send(photo)).body.data!.captionImage.caption!.latencyMs);
  latencies.sort((a, b) => a - b);
  expect(latencies[25]).toBeLessThan(250);
});
