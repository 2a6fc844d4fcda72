import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ShardWriter } from "./shard-writer.ts";
import { openTestStore } from "./testing/open-store.ts";

const LIMIT = 20_000;

test("files of any size are found where the writer says, in shards below the limit that tar unpacks", async () => {
  await using place = await openTestStore();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
      const prefix = `run/${++run}`;
      const writer = new ShardWriter(place.store, prefix, LIMIT);
      const files = sizes.map((size) => randomBytes(size));
      const placed = [];
      for (const [i, bytes] of files.entries()) placed.push(await writer.add(`${i}.bin`, bytes));
      const shards = await writer.finish();
      const folder = path.join(place.folder, "store/objects", prefix, "shards");
      for (const [i, { shard, offset }] of placed.entries()) {
        const whole = readFileSync(path.join(folder, shards[shard]!.name));
        expect(whole.byteLength).toBe(shards[shard]!.sizeBytes);
        expect(whole.byteLength).toBeLessThanOrEqual(LIMIT);
        expect(whole.subarray(offset, offset + sizes[i]!).equals(files[i]!)).toBe(true);
        const unpacked = execFileSync("tar", ["xfO", path.join(folder, shards[shard]!.name), `${i}.bin`]);
        expect(unpacked.equals(files[i]!)).toBe(true);
      }
    }),
    { numRuns: 10 },
  );
});

test("discarding deletes finished shards and the one that is being written", async () => {
  await using place = await openTestStore();
  const writer = new ShardWriter(place.store, "run/x", LIMIT);
  for (let i = 0; i < 6; i++) await writer.add(`${i}.bin`, randomBytes(9000));
  await writer.discard();
  expect(await place.files()).toEqual([]);
});
