import { expect, test } from "vitest";
import { Reader, type Taken } from "./reader.ts";

interface Row {
  readonly id: string;
  readonly version: number;
  readonly bytes?: number;
}
const row = (id: string, version = 1, bytes = 1): Row => ({ id, version, bytes });
const reader = () => new Reader<Row>({ key: ({ id }) => id, bytes: ({ bytes = 1 }) => bytes });

async function take(from: Reader<Row>, count: number): Promise<Taken<Row>[]> {
  const taken: Taken<Row>[] = [];
  for await (const each of from) {
    taken.push(each);
    if (taken.length === count) break;
  }
  return taken;
}

test("who reads as fast as events come gets each, and hears of no merging", async () => {
  const fast = reader();
  const taking = take(fast, 2);
  fast.push(row("a"));
  await Promise.resolve();
  fast.push(row("b"));
  expect(await taking).toEqual([
    { event: row("a"), merged: 0 },
    { event: row("b"), merged: 0 },
  ]);
});

test("a later event takes the place of an earlier one with the same key, and that is told once", async () => {
  const slow = reader();
  for (let version = 1; version <= 5; version++) slow.push(row("a", version));
  slow.push(row("b"));
  expect(slow.size).toBe(2);
  expect(await take(slow, 2)).toEqual([
    { event: row("a", 5), merged: 4 },
    { event: row("b"), merged: 0 },
  ]);
});

test("beyond 256 events all are dropped, and the reader is told how many before it goes on", async () => {
  const slow = reader();
  for (let i = 0; i < 300; i++) {
    slow.push(row(`row ${i}`));
    expect(slow.size).toBeLessThanOrEqual(256);
  }
  const [dropped, next] = await take(slow, 2);
  expect(dropped).toEqual({ event: null, merged: 257 });
  expect(next).toEqual({ event: row("row 257"), merged: 0 });
});

test("beyond a mebibyte all are dropped, but a single large event passes", async () => {
  const slow = reader();
  slow.push(row("large", 1, 5_000_000));
  expect(slow.size).toBe(1);
  slow.push(row("small"));
  expect(slow.size).toBe(0);
  slow.push(row("next"));
  expect(await take(slow, 2)).toEqual([
    { event: null, merged: 2 },
    { event: row("next"), merged: 0 },
  ]);
  for (let i = 0; i < 1_000; i++) slow.push(row("same", i, 500_000));
  expect(await take(slow, 1)).toEqual([{ event: row("same", 999, 500_000), merged: 999 }]);
});

test("what waits is still taken when the stream ends, then its error is thrown", async () => {
  const ended = reader();
  ended.push(row("last"));
  ended.end(new Error("the database is away"));
  const taken: Taken<Row>[] = [];
  const reading = (async () => {
    for await (const each of ended) taken.push(each);
  })();
  await expect(reading).rejects.toThrow("the database is away");
  expect(taken).toEqual([{ event: row("last"), merged: 0 }]);
});
