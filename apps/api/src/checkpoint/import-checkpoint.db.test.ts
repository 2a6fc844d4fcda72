import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { formatSafetensors, parseSafetensors, type StoredTensors } from "@capstan/captioner/weights/safetensors";
import { newId } from "@capstan/run/id";
import { verifyCheckpoint } from "@capstan/trainer/checkpoint-folder";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { writeTinyCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import { sweepObjects } from "./sweep-objects.ts";

interface Answer {
  readonly checkpoint: {
    readonly id: string;
    readonly name: string;
    readonly kinds: string[];
    readonly files: { readonly name: string }[];
  } | null;
  readonly found: string | null;
  readonly remarks: string[];
  readonly errors: { readonly code: string; readonly message: string }[];
}
const BODY = "backbone.0.body.";
let api: TestApi;
let ada: TestUser;
let folder: string;
let weights: Buffer;
let vocabulary: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-import-"));
  const tiny = await writeTinyCheckpoint(folder);
  weights = await readFile(path.join(tiny, "weights.safetensors"));
  vocabulary = await readFile(path.join(tiny, "vocab.txt"), "utf8");
  api = await startTestApi();
  ada = await api.signUp("Ada");
}, 60_000);
afterAll(async () => {
  await api?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function upload(bytes: Uint8Array<ArrayBuffer>, fileName = "tiny.safetensors"): Promise<string> {
  const { upload: session } = await ada.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
    "createUpload",
    { purpose: "CHECKPOINT", fileName, sizeBytes: bytes.byteLength },
    "upload { id parts { url } }",
  );
  expect((await fetch(session.parts[0]!.url, { method: "PUT", body: bytes })).status).toBe(200);
  await ada.client.mutate("completeUpload", { id: session.id }, "upload { id }");
  return session.id;
}
async function importIt(input: object): Promise<Answer> {
  const query = `mutation ($input: ImportCheckpointInput!) {
    importCheckpoint(input: $input) { checkpoint { id name kinds files { name } } found remarks errors { code message } } }`;
  return (await ada.client.data<{ importCheckpoint: Answer }>(query, { input })).importCheckpoint;
}
const bytesOf = (tensors: StoredTensors): Buffer<ArrayBuffer> => Buffer.concat(formatSafetensors(tensors));
const caption = async (id: string) => {
  const base64 = (
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#3a7" } })
      .png()
      .toBuffer()
  ).toString("base64");
  const query = "mutation ($input: CaptionImageInput!) { captionImage(input: $input) { caption { text } errors { code message } } }";
  return (
    await ada.client.data<{ captionImage: { caption: { text: string } | null; errors: { code: string; message: string }[] } }>(query, {
      input: { image: { base64 }, checkpoint: { id } },
    })
  ).captionImage;
};
const countRows = async (where: string): Promise<number> =>
  Number((await api.database.query<{ n: string }>(`SELECT count(*) AS n FROM checkpoints WHERE ${where}`))[0]!.n);

describe("weights of a captioner", () => {
  test("become a checkpoint that captions, whose files are what its manifest says; the same upload answers it again", async () => {
    const uploadId = await upload(Buffer.from(weights));
    const input = { uploadId, vocabulary, config: { preset: "demo" } };
    const { checkpoint, found, remarks, errors } = await importIt(input);
    expect(errors).toEqual([]);
    expect(checkpoint).toMatchObject({ name: "Imported tiny.safetensors", kinds: ["IMPORTED"] });
    expect(found).toMatch(/^Captioner, tiny, 0 encoder and 1 decoder layers/);
    expect(remarks.join(" ")).toContain("model.heads 4");
    expect((await caption(checkpoint!.id)).errors).toEqual([]);

    const copy = await mkdtemp(path.join(folder, "copy-"));
    for (const { name } of checkpoint!.files) {
      const { checkpoint: row } = await ada.client.data<{ checkpoint: { downloadUrl: string } }>(
        "query ($id: ID!, $file: String!) { checkpoint(id: $id) { downloadUrl(file: $file) } }",
        { id: checkpoint!.id, file: name },
      );
      await writeFile(path.join(copy, name), Buffer.from(await (await fetch(row.downloadUrl)).arrayBuffer()));
    }
    expect((await verifyCheckpoint(copy)).kinds).toEqual(["IMPORTED"]);
    expect(parseSafetensors(readFileSync(path.join(copy, "weights.safetensors")))).toEqual(parseSafetensors(weights));

    expect((await importIt(input)).checkpoint!.id).toBe(checkpoint!.id);
    await ada.client.mutate("deleteCheckpoint", { id: checkpoint!.id }, "deletedId");
    expect((await importIt(input)).checkpoint!.id).not.toBe(checkpoint!.id);
  });

  test("are imported once when two ask at once", async () => {
    const input = { uploadId: await upload(Buffer.from(weights)), vocabulary, config: { preset: "demo" } };
    const [one, two] = await Promise.all([importIt(input), importIt(input)]);
    expect(one.checkpoint!.id).toBe(two.checkpoint!.id);
    expect(await countRows(`request_id = '${input.uploadId}'`)).toBe(1);
  });

  test("are refused without their vocabulary, and taken with it from the same upload", async () => {
    const uploadId = await upload(Buffer.from(weights));
    const refused = await importIt({ uploadId, config: { preset: "demo" } });
    expect(refused).toMatchObject({
      checkpoint: null,
      errors: [{ code: "INVALID_INPUT", message: expect.stringContaining("vocab.txt that they were trained with") }],
    });
    expect((await importIt({ uploadId, vocabulary, config: { preset: "demo" } })).errors).toEqual([]);
  });

  test("that do not fit are refused with the names, and leave nothing behind", async () => {
    const tensors = new Map(parseSafetensors(weights));
    tensors.delete("mlp.layers.1.bias");
    const uploadId = await upload(bytesOf(tensors));
    const { errors } = await importIt({ uploadId, vocabulary, config: { preset: "demo" } });
    expect(errors).toEqual([{ code: "CHECKPOINT_DAMAGED", message: expect.stringContaining("1 missing: mlp.layers.1.bias.") }]);
    expect(await countRows(`request_id = '${uploadId}' AND status <> 'DELETED'`)).toBe(0);
  });
});

test("an import that another API works on is waited for; one whose API died is taken over, and swept", async () => {
  const uploadId = await upload(Buffer.from(weights));
  const begun = async (minutesAgo: number): Promise<void> => {
    await api.database.query(
      `INSERT INTO checkpoints (id, team_id, status, kinds, step, epoch, size_bytes, files, lease_epoch, request_id, created_at)
       VALUES ($1, $2, 'UPLOADING', '{IMPORTED}', 0, 0, 0, '[]', 0, $3, now() - make_interval(mins => $4))`,
      [newId("checkpoint"), ada.teamId, uploadId, minutesAgo],
    );
  };
  await begun(1);
  const input = { uploadId, vocabulary, config: { preset: "demo" } };
  expect((await importIt(input)).errors).toMatchObject([
    { code: "CHECKPOINT_NOT_READY", message: expect.stringContaining("again in a few seconds") },
  ]);
  await api.database.query("UPDATE checkpoints SET created_at = now() - interval '20 minutes' WHERE request_id = $1", [uploadId]);
  expect((await importIt(input)).errors).toEqual([]);
  expect(await countRows(`request_id = '${uploadId}' AND status = 'DELETED'`)).toBe(1);

  await begun(90);
  const { database, store, log } = api.server.services;
  await sweepObjects({ database, store, log });
  expect(await countRows(`request_id = '${uploadId}' AND status = 'UPLOADING'`)).toBe(0);
  expect(await countRows(`request_id = '${uploadId}' AND status = 'COMMITTED'`)).toBe(1);
});

test("a backbone alone is imported to start runs from, and says that it writes no captions", async () => {
  const backbone = new Map(
    [...parseSafetensors(weights)].filter(([name]) => name.startsWith(BODY)).map(([name, tensor]) => [name.slice(BODY.length), tensor]),
  );
  const { checkpoint, found, errors } = await importIt({ uploadId: await upload(bytesOf(backbone), "resnet.safetensors") });
  expect([errors, found]).toEqual([[], "Backbone tiny, to start runs from"]);
  expect(checkpoint!.files.map(({ name }) => name).sort()).toEqual(["import.json", "manifest.json", "weights.safetensors"]);
  expect((await caption(checkpoint!.id)).errors).toMatchObject([
    { code: "CHECKPOINT_NOT_READY", message: expect.stringContaining("a backbone alone") },
  ]);
});

test("a captioner is imported without its words when that is asked for, and needs no vocabulary then", async () => {
  const { checkpoint, found, errors } = await importIt({
    uploadId: await upload(Buffer.from(weights)),
    withoutWords: true,
    config: { preset: "demo" },
  });
  expect([errors, found]).toEqual([[], expect.stringMatching(/^Captioner without its words, tiny/)]);
  expect((await caption(checkpoint!.id)).errors).toMatchObject([
    { code: "CHECKPOINT_NOT_READY", message: expect.stringContaining("without its words") },
  ]);
});

test.each(["canary.pth", "canary-legacy.pth", "canary.pkl"])("%s is refused, and never runs", async (name) => {
  const bytes = readFileSync(new URL(`../../../../test/golden/torch-files/${name}`, import.meta.url));
  const { errors } = await importIt({ uploadId: await upload(Buffer.from(bytes), name) });
  expect(errors).toMatchObject([{ code: "CHECKPOINT_DAMAGED" }]);
  expect(existsSync("canary-was-here")).toBe(false);
});

test("who may only caption cannot import", async () => {
  const uploadId = await upload(Buffer.from(weights));
  const { client } = await api.createKey(ada, ["CAPTION"]);
  const { errors } = await client.ask("mutation ($input: ImportCheckpointInput!) { importCheckpoint(input: $input) { found } }", {
    input: { uploadId },
  });
  expect(errors![0]!.extensions.code).toBe("FORBIDDEN");
});
