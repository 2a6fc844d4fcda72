import fc from "fast-check";
import { expect, test } from "vitest";
import { aligned, ALIGNMENT, Arena } from "./arena.ts";

const SIZE = 64 * ALIGNMENT;

test("blocks never overlap, lie aligned within the arena, and all of it is one gap again when they are back", () => {
  const action = fc.record({ take: fc.boolean(), bytes: fc.integer({ min: 1, max: SIZE / 4 }), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const arena = new Arena(new ArrayBuffer(SIZE));
      const live: { start: number; bytes: number }[] = [];
      for (const { take, bytes, which } of actions) {
        if (take) {
          const wanted = aligned(bytes);
          const start = arena.take(wanted);
          if (start === -1) {
            expect(Math.max(0, ...arena.gaps.map(([, size]) => size))).toBeLessThan(wanted);
            continue;
          }
          expect(start % ALIGNMENT).toBe(0);
          expect(start + wanted).toBeLessThanOrEqual(SIZE);
          for (const other of live) {
            expect(start >= other.start + other.bytes || start + wanted <= other.start).toBe(true);
          }
          live.push({ start, bytes: wanted });
        } else if (live.length > 0) {
          const [block] = live.splice(which % live.length, 1);
          arena.give(block!.start, block!.bytes);
        }
      }
      for (const { start, bytes } of live) {
        arena.give(start, bytes);
      }
      expect(arena.gaps).toEqual([[0, SIZE]]);
    }),
  );
});

test("a block takes the smallest gap that holds it", () => {
  const arena = new Arena(new ArrayBuffer(SIZE));
  const [large, , small] = [arena.take(512), arena.take(64), arena.take(128), arena.take(64)];
  arena.give(large!, 512);
  arena.give(small!, 128);
  expect(arena.take(128)).toBe(small);
  expect(arena.take(64)).toBe(large);
});
