import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ObjectStore } from "@capstan/storage/object-store";
import { describe, expect, test } from "vitest";
import { folderSource } from "./folder-source.ts";
import { importCoco, type ImportOptions, type ImportProgress } from "./import-coco.ts";
import { formatManifest, parseManifest } from "./manifest.ts";
import { openVersion } from "./open-version.ts";
import { captionFile, makeCocoFiles, makePicture, writeFiles } from "./testing/make-dataset.ts";
import { openTestStore, type TestStore } from "./testing/open-store.ts";

const cocoMini = path.resolve(import.meta.dirname, "../../../../shared/data/coco-mini");

/** Imports `files` as a folder. */
async function importFiles(place: TestStore, files: Record<string, Buffer>, options: Partial<ImportOptions> = {}) {
  const folder = path.join(place.folder, "source");
  await writeFiles(folder, files);
  return importCoco({ source: await folderSource(folder), store: place.store, prefix: "team/version", ...options });
}

describe("importing a folder", () => {
  test("copies every picture byte for byte into shards that tar can read, with a manifest that says where", async () => {
    await using place = await openTestStore();
    const files = await makeCocoFiles({ train: 5, val: 2, test: 1 });
    const { manifest, report } = await importFiles(place, files);
    expect(report).toMatchObject({ pictures: 8, captions: 16, bySplit: { train: 5, val: 2, test: 1 }, missing: { count: 0 } });
    const shardsDir = path.join(place.folder, "store/objects/team/version/shards");
    const version = openVersion({ manifest, shardsDir });
    for (const picture of manifest.pictures) expect((await version.read(picture)).equals(files[picture.fileName]!)).toBe(true);
    await version.close();
    const listed = execFileSync("tar", ["tf", path.join(shardsDir, "00000.tar")], { encoding: "utf8" })
      .trim()
      .split("\n");
    expect(listed).toEqual(manifest.pictures.map(({ id }) => `${id}.jpeg`));
    const stored = await (await place.store.get("team/version/manifest.json")).toArray();
    expect(parseManifest(Buffer.concat(stored).toString())).toEqual(manifest);
  });

  test("other names are found: any captions file, in the folder that holds its pictures", async () => {
    await using place = await openTestStore();
    const { report, manifest } = await importFiles(place, {
      "mine/captions_training.json": captionFile([{ name: "shots/a.jpg", captions: ["a"] }]),
      "mine/captions-train.json": captionFile([{ name: "same.jpg", captions: ["in train"] }]),
      "mine/captions-validation.json": captionFile([{ name: "same.jpg", captions: ["in val"] }]),
      "pictures/shots/a.jpg": await makePicture(1),
      "pictures/train/same.jpg": await makePicture(2),
      "pictures/validation/same.jpg": await makePicture(3),
    });
    expect(report.bySplit).toEqual({ train: 2, val: 1, test: 0 });
    expect(manifest.pictures.map(({ fileName, captions }) => [fileName, ...captions])).toEqual([
      ["pictures/train/same.jpg", "in train"],
      ["pictures/shots/a.jpg", "a"],
      ["pictures/validation/same.jpg", "in val"],
    ]);
  });

  test("without splits, a twentieth each becomes validation and test, the same ones every time", async () => {
    await using place = await openTestStore();
    const pictures = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.png`, captions: [`number ${i}`] }));
    const files = Object.fromEntries(
      await Promise.all(pictures.map(async ({ name }, i) => [`all/${name}`, await makePicture(i, { format: "png" })] as const)),
    );
    const first = await importFiles(place, { ...files, "captions.json": captionFile(pictures) });
    expect(first.report.bySplit).toEqual({ train: 36, val: 2, test: 2 });
    const again = await importFiles(place, { ...files, "captions.json": captionFile(pictures.toReversed()) }, { prefix: "team/again" });
    expect(again.manifest.contentHash).toBe(first.manifest.contentHash);
    expect(again.manifest.pictures.map(({ id }) => id)).not.toEqual(first.manifest.pictures.map(({ id }) => id));
  });

  test("what is wrong is counted and named, and the rest is imported", async () => {
    await using place = await openTestStore();
    const picture = await makePicture(1);
    const { report, manifest } = await importFiles(place, {
      "annotations/captions_train.json": captionFile([
        { name: "good.jpg", captions: ["  two\nlines ", "", "\t"] },
        { name: "gone.jpg", captions: ["a"] },
        { name: "../../etc/passwd", captions: ["a"] },
        { name: "broken.jpg", captions: ["a"] },
        { name: "page.jpg", captions: ["a"] },
        { name: "silent.jpg", captions: [] },
        { name: "twin.jpg", captions: ["a"] },
        { name: "long.jpg", captions: ["word ".repeat(61)] },
      ]),
      "train/good.jpg": picture,
      "train/twin.jpg": picture,
      "train/broken.jpg": (await makePicture(2, { width: 300, height: 300 })).subarray(0, 700),
      "train/page.jpg": Buffer.from("<html>"),
      "train/silent.jpg": await makePicture(3),
      "train/long.jpg": await makePicture(4),
    });
    expect(manifest.pictures.map(({ fileName, captions }) => [fileName, captions.length])).toEqual([
      ["train/good.jpg", 1],
      ["train/long.jpg", 1],
    ]);
    expect(manifest.pictures[0]!.captions).toEqual(["two lines"]);
    expect(report.missing).toMatchObject({ count: 2, examples: ["../../etc/passwd", "gone.jpg"] });
    expect(report.undecodable.count).toBe(2);
    expect(report.undecodable.examples[1]).toContain("not a JPEG");
    expect(report.captionless.examples).toEqual(["train/silent.jpg"]);
    expect(report.duplicates.examples).toEqual(["train/twin.jpg: same as train/good.jpg"]);
    expect(report.overLong.examples).toEqual(["train/long.jpg: 61 words"]);
  });

  test("at most twenty examples of a fault are kept", async () => {
    await using place = await openTestStore();
    const gone = Array.from({ length: 30 }, (_, i) => ({ name: `gone${i}.jpg`, captions: ["a"] }));
    const { report } = await importFiles(place, {
      "captions_train.json": captionFile([...gone, { name: "a.jpg", captions: ["a"] }]),
      "a.jpg": await makePicture(1),
    });
    expect(report.missing.count).toBeGreaterThanOrEqual(28);
    expect(report.missing.examples).toHaveLength(20);
  });

  test("a limit keeps the splits' proportions", async () => {
    await using place = await openTestStore();
    const files = await makeCocoFiles({ train: 16, val: 2, test: 2 });
    expect((await importFiles(place, files, { limit: 10 })).report.bySplit).toEqual({ train: 8, val: 1, test: 1 });
    expect((await importFiles(place, files, { limit: 3, prefix: "team/small" })).report.bySplit).toEqual({ train: 1, val: 1, test: 1 });
  });

  test("a linked folder is read where it lies, and a change is noticed", async () => {
    await using place = await openTestStore();
    const files = await makeCocoFiles({ train: 3, val: 1 });
    const { manifest } = await importFiles(place, files, { link: true });
    expect(await place.files()).toEqual(["store/objects/team/version/manifest.json"]);
    const version = openVersion({ manifest, linkedRoot: manifest.linked!.root });
    const picture = manifest.pictures[0]!;
    expect((await version.read(picture)).equals(files[picture.fileName]!)).toBe(true);
    await writeFile(path.join(manifest.linked!.root, picture.fileName), "changed");
    await expect(version.read(picture)).rejects.toMatchObject({ code: "DATASET_INVALID" });
  });

  test("a link that leads out of the folder is passed over", async () => {
    await using place = await openTestStore();
    await writeFiles(place.folder, {
      "outside/secret.jpg": await makePicture(9),
      "source/captions_train.json": captionFile([{ name: "secret.jpg", captions: ["a"] }]),
    });
    symlinkSync(path.join(place.folder, "outside"), path.join(place.folder, "source/pictures"));
    const source = await folderSource(path.join(place.folder, "source"));
    await expect(importCoco({ source, store: place.store, prefix: "t/v" })).rejects.toMatchObject({ code: "DATASET_INVALID" });
  });

  test("a vocab.txt comes along, unless it is not one", async () => {
    await using place = await openTestStore();
    const files = await makeCocoFiles({ train: 2, val: 1 });
    const vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n";
    const { manifest } = await importFiles(place, { ...files, "vocab.txt": Buffer.from(vocabulary.replaceAll("\n", "\r\n")) });
    expect(parseManifest(formatManifest(manifest)).vocabulary).toBe(vocabulary);
    const other = importFiles(place, { ...files, "vocab.txt": Buffer.from("a dog\n") }, { prefix: "team/other" });
    await expect(other).rejects.toMatchObject({ code: "DATASET_INVALID", message: expect.stringContaining("vocab.txt: ") as string });
  });

  test("progress is told for every picture", async () => {
    await using place = await openTestStore();
    const told: ImportProgress[] = [];
    await importFiles(place, await makeCocoFiles({ train: 4, val: 1 }), { onProgress: (progress) => told.push(progress) });
    expect(told.filter(({ phase }) => phase === "pictures")).toEqual(
      [1, 2, 3, 4, 5].map((done) => ({ phase: "pictures", done, total: 5 })),
    );
    expect([told[0]!.phase, told.at(-1)!.phase]).toEqual(["captions", "manifest"]);
  });
});

describe("an import that does not end well leaves nothing", () => {
  test("when it is aborted", async () => {
    await using place = await openTestStore();
    const abort = new AbortController();
    const files = await makeCocoFiles({ train: 20, val: 1 });
    const onProgress = ({ done, phase }: ImportProgress): void => (phase === "pictures" && done === 5 ? abort.abort() : undefined);
    await expect(importFiles(place, files, { signal: abort.signal, onProgress })).rejects.toThrow("abort");
    expect(await place.files()).toEqual([]);
  });

  test("when the store fails", async () => {
    await using place = await openTestStore();
    const store: ObjectStore = Object.create(place.store, {
      put: {
        value: (key: string, ...rest: [Uint8Array]) =>
          key.endsWith("manifest.json") ? Promise.reject(new Error("disk full")) : place.store.put(key, ...rest),
      },
    }) as ObjectStore;
    // Object.create keeps the prototype's private fields out of reach; deletion has to go to the real one.
    Object.defineProperty(store, "delete", { value: (key: string) => place.store.delete(key) });
    await expect(importFiles(place, await makeCocoFiles({ train: 3, val: 1 }), { store })).rejects.toThrow("disk full");
    expect(await place.files()).toEqual([]);
  });

  test.each([
    ["no caption file", { "a.jpg": Buffer.from("x") }, "no caption file"],
    ["a caption file that is not JSON", { "captions_train.json": Buffer.from("{") }, "not JSON"],
    [
      "a caption file of another form",
      { "captions_train.json": Buffer.from(`{"images": [{"id": 1}], "annotations": []}`) },
      "images.0.file_name",
    ],
    ["no picture to train on", { "captions_train.json": captionFile([{ name: "a.jpg", captions: ["a"] }]) }, "a.jpg"],
  ] as const)("when there is %s", async (_name, files, words) => {
    await using place = await openTestStore();
    await expect(importFiles(place, files)).rejects.toMatchObject({
      code: "DATASET_INVALID",
      message: expect.stringContaining(words) as string,
    });
    expect(await place.files()).toEqual([]);
  });
});

test.skipIf(!existsSync(cocoMini))(
  `real COCO photos are imported whole (skipped where ${cocoMini} is absent)`,
  async () => {
    await using place = await openTestStore();
    const { report, manifest } = await importCoco({ source: await folderSource(cocoMini), store: place.store, prefix: "t/coco" });
    expect(report).toMatchObject({
      pictures: 239,
      bySplit: { train: 179, val: 60, test: 0 },
      undecodable: { count: 0 },
      missing: { count: 0 },
      duplicates: { count: 0 },
    });
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
  },
  30_000,
);

test("a manifest that points elsewhere is refused", async () => {
  await using place = await openTestStore();
  const { manifest } = await importFiles(place, await makeCocoFiles({ train: 1, val: 1 }));
  const [picture] = manifest.pictures;
  const changes = [
    { offset: 10 ** 9 },
    { shard: 7 },
    { shard: -1 },
    { fileName: "../a.jpg" },
    { fileName: "/etc/passwd" },
    { sha256: "x" },
    { captions: [] },
    { split: "all" },
  ];
  for (const change of changes)
    expect(() => parseManifest(JSON.stringify({ ...manifest, pictures: [{ ...picture, ...change }] })), JSON.stringify(change)).toThrow(
      "manifest",
    );
  expect(() => parseManifest("{")).toThrow("not JSON");
});
