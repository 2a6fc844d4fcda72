import { expect, test } from "vitest";
import type { Entry } from "yauzl";
import { ZipEntryCheck } from "./zip-entries.ts";

/** An entry as yauzl lists it. */
const entry = (fields: Partial<Entry>): Entry =>
  ({
    fileName: "a.jpg",
    compressedSize: 10,
    uncompressedSize: 10,
    compressionMethod: 0,
    externalFileAttributes: 0,
    isEncrypted: () => false,
    ...fields,
  }) as Entry;

test("an archive of more than a million entries is refused before the first is read", () => {
  expect(() => new ZipEntryCheck(2 ** 40, 1_000_001)).toThrow("1000001 entries");
  expect(new ZipEntryCheck(2 ** 40, 1_000_000).accept(entry({}))).toBe(true);
});

test("an archive that would unpack to more than 20 GiB is refused, however little each entry grows", () => {
  const check = new ZipEntryCheck(30 * 1024 ** 3, 30);
  const large = { compressedSize: 1024 ** 3, uncompressedSize: 1024 ** 3 };
  for (let i = 0; i < 20; i++) expect(check.accept(entry({ fileName: `${i}.bin`, ...large }))).toBe(true);
  expect(() => check.accept(entry({ fileName: "20.bin", ...large }))).toThrow("20 GiB");
});

test("an archive whose entries grow a hundred times together is refused, though each is small", () => {
  const check = new ZipEntryCheck(10_000, 100);
  const small = { compressedSize: 90, uncompressedSize: 900_000 };
  expect(check.accept(entry({ fileName: "1.bin", ...small }))).toBe(true);
  expect(() => check.accept(entry({ fileName: "2.bin", ...small }))).toThrow("100 times");
});

test.each(["__MACOSX/a.jpg", "train/._a.jpg", "train/.DS_Store", "Thumbs.db"])("clutter is passed over: %s", (fileName) => {
  expect(new ZipEntryCheck(100, 1).accept(entry({ fileName }))).toBe(false);
});
