import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder } from "./in-order.ts";

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("results keep the order of the items, and no more than asked are under way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { maxLength: 15 }), fc.integer({ min: 1, max: 5 }), async (delays, ahead) => {
      let underWay = 0;
      let most = 0;
      const work = async (delay: number): Promise<number> => {
        most = Math.max(most, ++underWay);
        await wait(delay);
        underWay--;
        return delay;
      };
      expect(await collect(inOrder(delays, ahead, work))).toEqual(delays);
      expect(most).toBeLessThanOrEqual(ahead);
    }),
    { numRuns: 30 },
  );
});

test("an error comes in its turn, after the results before it", async () => {
  const seen: number[] = [];
  const work = async (n: number): Promise<number> => (n === 2 ? Promise.reject(new Error("two")) : n);
  const reading = async (): Promise<void> => {
    for await (const n of inOrder([0, 1, 2, 3], 4, work)) seen.push(n);
  };
  await expect(reading()).rejects.toThrow("two");
  expect(seen).toEqual([0, 1]);
});

test("stopping early starts nothing more", async () => {
  let started = 0;
  for await (const n of inOrder(Array(100).keys(), 3, (i) => Promise.resolve((started++, i)))) if (n === 1) break;
  expect(started).toBeLessThanOrEqual(5);
});
