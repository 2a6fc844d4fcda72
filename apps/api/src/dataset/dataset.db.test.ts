import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { makePictures, zipDataset } from "../../../../test/support/zip-folder.ts";

interface Version {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly failure: string | null;
  readonly contentHash: string | null;
  readonly isLinked: boolean;
  readonly counts: Record<string, number>;
  readonly report: { pictures: number; captions: number; findings: { kind: string; count: number; examples: string[] }[] } | null;
}
const VERSION = `id number status failure contentHash isLinked counts { pictures captions train val test sizeBytes }
  report { pictures captions findings { kind count examples advice } } progress { phase done total share }`;
let api: TestApi;
let ada: TestUser;
let folder: string;
let zip: Buffer;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "capstan-linked-")));
  api = await startTestApi({ variables: { LINKED_FOLDERS: path.join(folder, "allowed") } });
  ada = await api.signUp("Ada");
  const pictures = await makePictures(30);
  zip = await zipDataset({ train: pictures.slice(0, 24), val: pictures.slice(24, 27), test: pictures.slice(27) });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const createDataset = async (name: string, user = ada): Promise<string> =>
  (await user.client.mutate<{ dataset: { id: string } }>("createDataset", { name }, "dataset { id }")).dataset.id;

async function upload(bytes: Buffer, user = ada): Promise<string> {
  const { upload } = await user.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
    "createUpload",
    { purpose: "DATASET", fileName: "data.zip", sizeBytes: bytes.byteLength },
    "upload { id parts { url } }",
  );
  expect((await fetch(upload.parts[0]!.url, { method: "PUT", body: bytes })).status).toBe(200);
  await user.client.mutate("completeUpload", { id: upload.id }, "upload { id }");
  return upload.id;
}

const startImport = async (input: object): Promise<Version> =>
  (await ada.client.mutate<{ datasetVersion: Version }>("importDataset", input, `datasetVersion { ${VERSION} }`)).datasetVersion;
const read = async (id: string): Promise<Version> =>
  (await ada.client.data<{ datasetVersion: Version }>(`query ($id: ID!) { datasetVersion(id: $id) { ${VERSION} } }`, { id }))
    .datasetVersion;

async function untilDone(id: string): Promise<Version> {
  for (;;) {
    const version = await read(id);
    if (version.status !== "IMPORTING") return version;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const refusal = async (name: string, type: string, input: object) => {
  const { data, errors } = await ada.client.ask<Record<string, { errors: { code: string; message: string; path: string[] }[] }>>(
    `mutation ($input: ${type}!) { ${name}(input: $input) { errors { code message path } } }`,
    { input },
  );
  return errors?.[0]?.extensions.code ?? data![name]!.errors[0];
};

/** Object files below a version's prefix. */
const objectsOf = async (versionId: string): Promise<string[]> => {
  const root = (api.config.objects as { folder: string }).folder;
  const below = path.join(root, "objects", ada.teamId, "datasets", versionId);
  return (await readdir(below, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
};

test("an uploaded zip becomes a version with counts, a report, pages of pictures and URLs that show them", async () => {
  const datasetId = await createDataset("shapes");
  const begun = await startImport({ datasetId, uploadId: await upload(zip) });
  expect(begun).toMatchObject({ number: 1, status: "IMPORTING", isLinked: false });
  const version = await untilDone(begun.id);
  expect(version).toMatchObject({ status: "READY", failure: null, counts: { pictures: 30, captions: 60, train: 24, val: 3, test: 3 } });
  expect(version.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(version.report).toEqual({ pictures: 30, captions: 60, findings: [] });
  expect(await objectsOf(version.id)).toEqual(expect.arrayContaining(["manifest.json", "00000.tar"]));

  interface Page {
    datasetVersion: {
      pictures: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: {
          node: {
            id: string;
            fileName: string;
            split: string;
            references: string[];
            url: string;
            width: number;
            height: number;
            sizeBytes: number;
          };
        }[];
      };
    };
  }
  const page = (args: string): Promise<Page> =>
    ada.client.data<Page>(
      `query ($id: ID!) { datasetVersion(id: $id) { pictures${args} { totalCount pageInfo { hasNextPage endCursor } edges { node { id fileName split references url width height sizeBytes } } } } }`,
      { id: version.id },
    );
  const seen = new Set<string>();
  let after = "";
  for (;;) {
    const { pictures } = (await page(`(first: 7${after})`)).datasetVersion;
    expect(pictures.totalCount).toBe(30);
    for (const { node } of pictures.edges) seen.add(node.id);
    if (!pictures.pageInfo.hasNextPage) break;
    after = `, after: "${pictures.pageInfo.endCursor}"`;
  }
  expect(seen.size).toBe(30);
  expect((await page("(split: VAL)")).datasetVersion.pictures).toMatchObject({ totalCount: 3 });
  const found = (await page('(search: "NUMBER 7 of")')).datasetVersion.pictures;
  expect(found).toMatchObject({ totalCount: 1, edges: [{ node: { fileName: "train/7.jpg", split: "TRAIN", width: 32, height: 24 } }] });
  expect((await page('(search: "100%")')).datasetVersion.pictures.totalCount).toBe(0);
  expect(
    (
      await ada.client.ask(`query ($id: ID!) { datasetVersion(id: $id) { pictures(after: "WyJ4IiwieSJd") { totalCount } } }`, {
        id: version.id,
      })
    ).errors![0]!.extensions.code,
  ).toBe("BAD_USER_INPUT");

  const { url, sizeBytes } = found.edges[0]!.node;
  const shown = await fetch(url);
  expect(shown.status).toBe(200);
  expect(shown.headers.get("content-type")).toBe("image/jpeg");
  expect(shown.headers.get("x-content-type-options")).toBe("nosniff");
  expect(shown.headers.get("cache-control")).toMatch(/private, max-age=\d{4}, immutable/);
  const [want] = (await makePictures(1, 7)).map(({ bytes }) => bytes);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(want);
  expect(sizeBytes).toBe(want!.byteLength);
  expect((await fetch(`${url.slice(0, -2)}xx`)).status).toBe(403);
  expect((await fetch(`${api.url}/pictures/x.y`)).status).toBe(403);
});

test("the same content again is told, and the newest READY version is the latest", async () => {
  const datasetId = await createDataset("twice");
  const first = await untilDone((await startImport({ datasetId, uploadId: await upload(zip) })).id);
  const second = await untilDone((await startImport({ datasetId, uploadId: await upload(zip), idempotencyKey: "second" })).id);
  expect(second.number).toBe(2);
  expect(second.contentHash).toBe(first.contentHash);
  expect(second.report!.findings).toMatchObject([{ kind: "identical", examples: ["version 1"] }]);
  const { dataset } = await ada.client.data<{ dataset: { latestVersion: { id: string }; versions: { number: number }[] } }>(
    "query ($id: ID!) { dataset(id: $id) { latestVersion { id } versions { number } } }",
    { id: datasetId },
  );
  expect(dataset).toEqual({ latestVersion: { id: second.id }, versions: [{ number: 2 }, { number: 1 }] });
  expect((await startImport({ datasetId, uploadId: await upload(zip), idempotencyKey: "second" })).id).toBe(second.id);
});

test("what cannot be used is reported by kind with examples, and limit takes fewer", async () => {
  const pictures = await makePictures(12);
  const faulty = await zipDataset({
    train: [
      ...pictures,
      { ...pictures[0]!, name: "copy.jpg" },
      { name: "broken.jpg", captions: ["broken"], bytes: Buffer.from("no picture") },
      { name: "silent.jpg", captions: [], bytes: (await makePictures(1, 99))[0]!.bytes },
    ],
  });
  const datasetId = await createDataset("faulty");
  const uploadId = await upload(faulty);
  const version = await untilDone((await startImport({ datasetId, uploadId })).id);
  expect(version.status).toBe("READY");
  expect(Object.fromEntries(version.report!.findings.map(({ kind, count }) => [kind, count]))).toEqual({
    undecodable: 1,
    captionless: 1,
    duplicates: 1,
  });
  const fewer = await untilDone((await startImport({ datasetId, uploadId, limit: 5 })).id);
  expect(fewer.counts.pictures).toBeLessThanOrEqual(5);
});

test("a hostile zip and one without captions are refused with advice, and nothing of them is left", async () => {
  const datasetId = await createDataset("hostile");
  const nothing = await zipDataset({ train: [] });
  const climbing = Buffer.from(zip.toString("latin1").replaceAll("train/0.jpg", "../../0.jpg"), "latin1");
  const truncated = zip.subarray(0, zip.byteLength - 100);
  const damaged = Buffer.from(zip);
  damaged.fill(0xff, 4_000, 9_000);
  for (const bytes of [nothing, climbing, truncated, Buffer.from("this is not a zip"), damaged]) {
    const version = await untilDone((await startImport({ datasetId, uploadId: await upload(bytes) })).id);
    expect(version).toMatchObject({ status: "FAILED", report: null, counts: { pictures: 0 } });
    expect(version.failure).toMatch(/\.$/);
    expect(version.failure).not.toMatch(/fault of the server/);
    expect(await objectsOf(version.id)).toEqual([]);
    expect(await api.database.query("SELECT id FROM pictures WHERE version_id = $1", [version.id])).toEqual([]);
  }
  expect(
    (
      await ada.client.data<{ dataset: { latestVersion: null } }>("query ($id: ID!) { dataset(id: $id) { latestVersion { id } } }", {
        id: datasetId,
      })
    ).dataset.latestVersion,
  ).toBeNull();
}, 60_000);

test("a folder is linked where the server allows it, shown by URL, and refused with the way to allow it elsewhere", async () => {
  const root = path.join(folder, "allowed", "set");
  await mkdir(path.join(root, "train"), { recursive: true });
  await mkdir(path.join(root, "annotations"));
  const pictures = await makePictures(10);
  for (const { name, bytes } of pictures) await writeFile(path.join(root, "train", name), bytes);
  const images = pictures.map(({ name }, id) => ({ id, file_name: name }));
  const annotations = pictures.map(({ captions }, image_id) => ({ image_id, caption: captions[0] }));
  await writeFile(path.join(root, "annotations", "captions_train.json"), JSON.stringify({ images, annotations }));

  const datasetId = await createDataset("linked");
  const version = await untilDone((await startImport({ datasetId, linkedFolder: root })).id);
  expect(version).toMatchObject({ status: "READY", isLinked: true, counts: { pictures: 10 } });
  expect(await objectsOf(version.id)).toEqual(["manifest.json"]);
  const { datasetVersion } = await ada.client.data<{ datasetVersion: { pictures: { edges: { node: { url: string } }[] } } }>(
    "query ($id: ID!) { datasetVersion(id: $id) { pictures { edges { node { url } } } } }",
    { id: version.id },
  );
  const shown = await fetch(datasetVersion.pictures.edges[0]!.node.url);
  expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/jpeg"]);

  for (const linkedFolder of ["/etc", `${folder}/allowed/../other`, "relative/path", `${folder}/allowedbutnot`]) {
    const refused = await refusal("importDataset", "ImportDatasetInput", { datasetId, linkedFolder });
    expect(refused).toMatchObject({ code: "INVALID_INPUT", path: ["linkedFolder"] });
    expect((refused as { message: string }).message).toContain("LINKED_FOLDERS");
  }
  expect(await refusal("importDataset", "ImportDatasetInput", { datasetId, linkedFolder: `${folder}/allowed/none` })).toMatchObject({
    code: "INVALID_INPUT",
  });
  expect(await refusal("importDataset", "ImportDatasetInput", { datasetId })).toMatchObject({ code: "INVALID_INPUT" });
});

test("names are unique until the dataset is deleted; runs' versions stay", async () => {
  const id = await createDataset("name");
  expect(await refusal("createDataset", "CreateDatasetInput", { name: " name " })).toMatchObject({ code: "NAME_TAKEN", path: ["name"] });
  expect(await refusal("createDataset", "CreateDatasetInput", { name: "  " })).toMatchObject({ code: "INVALID_INPUT" });
  await ada.client.mutate("deleteDataset", { id }, "deletedId");
  expect(await refusal("deleteDataset", "DatasetIdInput", { id })).toBe("NOT_FOUND");
  await createDataset("name");
});

test("another team's datasets, versions, pictures and uploads are as absent as missing ones", async () => {
  const eve = await api.signUp("Eve");
  const datasetId = await createDataset("private");
  const uploadId = await upload(zip);
  const version = await untilDone((await startImport({ datasetId, uploadId })).id);
  const answers = async (ids: { datasetId: string; versionId: string; uploadId: string }) => [
    await eve.client.ask("query ($id: ID!) { dataset(id: $id) { name } }", { id: ids.datasetId }),
    await eve.client.ask("query ($id: ID!) { datasetVersion(id: $id) { number } }", { id: ids.versionId }),
    await eve.client.ask("query ($id: ID!) { node(id: $id) { id } }", { id: ids.versionId }),
    await eve.client.ask("mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { errors { code } } }", {
      input: { datasetId: ids.datasetId, uploadId: ids.uploadId },
    }),
    await eve.client.ask("mutation ($input: DatasetIdInput!) { deleteDataset(input: $input) { errors { code } } }", {
      input: { id: ids.datasetId },
    }),
    await eve.client.ask("mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { errors { code } } }", {
      input: { datasetId: eveDataset, uploadId: ids.uploadId },
    }),
  ];
  const eveDataset = await createDataset("hers", eve);
  const foreign = await answers({ datasetId, versionId: version.id, uploadId });
  const none = "00000000000000000000000000";
  expect(foreign).toEqual(await answers({ datasetId: `ds_${none}`, versionId: `dsv_${none}`, uploadId: `upl_${none}` }));
});

test("an import whose API died is taken up again, and what it left is removed", async () => {
  const datasetId = await createDataset("orphan");
  const uploadId = await upload(zip);
  const id = `dsv_${"0".repeat(25)}1`;
  const left = `${ada.teamId}/datasets/${id}/dead`;
  await api.server.services.store.put(`${left}/shards/00000.tar`, Buffer.from("half"));
  await api.database.query(
    `INSERT INTO dataset_versions (id, team_id, dataset_id, number, object_prefix, upload_id, heartbeat_at) VALUES ($1, $2, $3, 1, $4, $5, now() - interval '1 minute')`,
    [id, ada.teamId, datasetId, left, uploadId],
  );
  await api.database.query(
    `INSERT INTO pictures (id, team_id, version_id, split, file_name, sha256, width, height, size_bytes, "references", shard, "offset")
     VALUES ('pic_half', $1, $2, 'TRAIN', 'half.jpg', '', 1, 1, 1, '{}', 0, 0)`,
    [ada.teamId, id],
  );
  await api.server.services.imports.resume();
  const version = await untilDone(id);
  expect(version).toMatchObject({ status: "READY", counts: { pictures: 30 } });
  expect(await api.server.services.store.stat(`${left}/shards/00000.tar`)).toBeNull();
  expect(await api.database.query("SELECT count(*)::int AS count FROM pictures WHERE version_id = $1", [id])).toEqual([{ count: 30 }]);
});

test("an import is followed live, and breaks off when its dataset is deleted", async () => {
  const pictures = await makePictures(400);
  const uploadId = await upload(await zipDataset({ train: pictures }));
  const datasetId = await createDataset("followed");
  const { id } = await startImport({ datasetId, uploadId });
  const live = createClient({
    url: `${api.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${(await api.createKey(ada)).secret}` },
  });
  const seen: { status: string; progress: { phase: string } | null }[] = [];
  for await (const { data } of live.iterate<{ datasetVersionUpdated: (typeof seen)[number] }>({
    query: `subscription ($id: ID!) { datasetVersionUpdated(id: $id) { ${VERSION} } }`,
    variables: { id },
  }))
    seen.push(data!.datasetVersionUpdated);
  await live.dispose();
  expect(seen.at(-1)).toMatchObject({ status: "READY", progress: null });
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(["IMPORTING", "READY"]));

  const broken = (await startImport({ datasetId, uploadId })).id;
  await ada.client.mutate("deleteDataset", { id: datasetId }, "deletedId");
  expect(await untilDone(broken)).toMatchObject({ status: "FAILED", failure: "The dataset was deleted while it was imported." });
  await expect.poll(() => objectsOf(broken), { timeout: 15_000 }).toEqual([]);
});
