import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { importCoco } from "./import-coco.ts";
import { openVersion } from "./open-version.ts";
import { makeCocoFiles } from "./testing/make-dataset.ts";
import { makeZip, type ZipEntrySpec } from "./testing/make-zip.ts";
import { openTestStore } from "./testing/open-store.ts";
import { zipSource } from "./zip-source.ts";

const files = await makeCocoFiles({ train: 4, val: 2 });
const sound: readonly ZipEntrySpec[] = Object.entries(files).map(([name, data]) => ({ name, data, deflate: name.endsWith(".json") }));
const firstPicture = sound.findIndex(({ name }) => name.endsWith(".jpg"));
const zeros = Buffer.alloc(30 * 1024 ** 2);
const replaceFirst = (change: Partial<ZipEntrySpec>): ZipEntrySpec[] =>
  sound.map((entry, i) => (i === firstPicture ? { ...entry, ...change } : entry));
const withExtra = (...extra: ZipEntrySpec[]): Buffer => makeZip([...sound, ...extra]);

const hostile: readonly (readonly [string, string, Buffer])[] = [
  ["a name that climbs out", "leads elsewhere", withExtra({ name: "../canary.jpg", data: zeros.subarray(0, 9) })],
  ["a name that climbs out from within", "leads elsewhere", withExtra({ name: "train2017/../../canary.jpg" })],
  ["an absolute name", "leads elsewhere", withExtra({ name: "/tmp/canary.jpg" })],
  ["a Windows drive", "leads elsewhere", withExtra({ name: "C:/canary.jpg" })],
  ["backslashes that climb out", "leads elsewhere", withExtra({ name: "..\\canary.jpg" })],
  ["NUL in a name", "leads elsewhere", withExtra({ name: "canary.jpg\u0000.png" })],
  ["a line feed in a name", "leads elsewhere", withExtra({ name: "train2017/a\nb.jpg" })],
  ["an empty part in a name", "leads elsewhere", withExtra({ name: "train2017//canary.jpg" })],
  ["a symbolic link", "link or a device", withExtra({ name: "train2017/link", data: Buffer.from("/etc/passwd"), mode: 0o120777 })],
  ["a device", "link or a device", withExtra({ name: "train2017/null", mode: 0o020666 })],
  ["a named pipe", "link or a device", withExtra({ name: "train2017/pipe", mode: 0o010666 })],
  [
    "an encrypted entry",
    "is encrypted",
    withExtra({ name: "train2017/secret.jpg", data: zeros.subarray(0, 9), deflate: true, claims: { flags: 0x801 } }),
  ],
  ["the same name twice", "there twice", withExtra({ name: "train2017/twice.jpg" }, { name: "train2017/twice.jpg" })],
  ["names that differ by case alone", "there twice", withExtra({ name: "train2017/Case.jpg" }, { name: "TRAIN2017/case.jpg" })],
  [
    "names that differ by the form of an accent",
    "there twice",
    withExtra({ name: "é.jpg".normalize("NFC") }, { name: "é.jpg".normalize("NFD") }),
  ],
  ["a bomb that says so", "would grow", withExtra({ name: "train2017/bomb.jpg", data: zeros, deflate: true })],
  ["a bomb that claims to be small", "too many bytes", makeZip(replaceFirst({ data: zeros, deflate: true, claims: { sizeBytes: 5000 } }))],
  [
    "entries that share their bytes",
    "overlap",
    makeZip([
      { name: "a.bin", data: Buffer.alloc(9000, 7) },
      ...Array.from({ length: 9 }, (_, i) => ({ name: `${i}.bin`, sameBytesAs: 0 })),
      ...sound,
    ]),
  ],
  [
    "more than it could hold",
    "would grow",
    withExtra(...Array.from({ length: 6 }, (_, i) => ({ name: `big${i}.bin`, deflate: true, claims: { sizeBytes: 0xfffffff0 } }))),
  ],
  ["an unknown packing", "not supported", withExtra({ name: "train2017/bzip.jpg", claims: { method: 12 } })],
  ["a wrong checksum", "checksum", makeZip(replaceFirst({ claims: { crc: 1 } }))],
  ["an end that is cut off", "damaged", makeZip(sound).subarray(0, -40)],
  ["a middle that is cut out", "damaged", Buffer.concat([makeZip(sound).subarray(0, 900), makeZip(sound).subarray(1800)])],
  ["a directory of another length", "damaged", makeZip(sound, sound.length + 9)],
  ["what is not a zip", "damaged", Buffer.from("<html>".repeat(100))],
  ["nothing", "damaged", Buffer.alloc(0)],
];

describe("hostile zips", () => {
  test.each(hostile)("%s: refused, nothing is left, memory stays small", async (_name, reason, bytes) => {
    await using place = await openTestStore();
    const file = path.join(place.folder, "upload.zip");
    await writeFile(file, bytes);
    const before = process.memoryUsage().rss;
    const attempt = async (): Promise<unknown> => {
      const source = await zipSource({ file });
      try {
        return await importCoco({ source, store: place.store, prefix: "t/v" });
      } finally {
        await source.close();
      }
    };
    await expect(attempt()).rejects.toMatchObject({ code: "DATASET_INVALID", message: expect.stringContaining(reason) as string });
    expect(await place.files()).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });
});

test("a sound zip, with clutter, is imported from the disk and from a store alike", async () => {
  await using place = await openTestStore();
  const bytes = withExtra({ name: "__MACOSX/train2017/._train_0.jpg", data: Buffer.from("x") }, { name: "empty/", mode: 0o040755 });
  const file = path.join(place.folder, "upload.zip");
  await writeFile(file, bytes);
  await place.store.put("uploads/a.zip", bytes);
  const hashes = [];
  for (const [i, where] of [{ file }, { store: place.store, key: "uploads/a.zip" }].entries()) {
    const source = await zipSource(where);
    const { manifest, report } = await importCoco({ source, store: place.store, prefix: `t/v${i}` });
    await source.close();
    expect(report).toMatchObject({ pictures: 6, captions: 12, bySplit: { train: 4, val: 2, test: 0 } });
    const version = openVersion({ manifest, shardsDir: path.join(place.folder, "store/objects/t", `v${i}`, "shards") });
    for (const picture of manifest.pictures) expect((await version.read(picture)).equals(files[picture.fileName]!)).toBe(true);
    await version.close();
    hashes.push(manifest.contentHash);
  }
  expect(hashes[0]).toBe(hashes[1]);
});

test("a zip cannot be linked", async () => {
  await using place = await openTestStore();
  const file = path.join(place.folder, "upload.zip");
  await writeFile(file, makeZip(sound));
  const source = await zipSource({ file });
  await expect(importCoco({ source, store: place.store, prefix: "t/v", link: true })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await source.close();
});
