import { resolveConfig } from "@capstan/training-config/config";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { augmentPicture, decodingSize } from "./augment-picture.ts";
import { cropPixels, flipPixels, jitterColours, shiftAndTurn, turnPixels } from "./change-pixels.ts";
import type { DecodedPicture } from "./decode-picture.ts";
import { flipCaption } from "./flip-caption.ts";
import { randomOf } from "./random.ts";

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data): DecodedPicture => ({ data, width, height })),
  );
const still = { brightness: [1, 1], contrast: [1, 1], saturation: [1, 1] } as const;

describe("pixels", () => {
  test("shifted and turned: nothing by nothing, half a turn as two quarters, and black comes in behind a shift", () => {
    fc.assert(fc.property(picture, (p) => void expect(shiftAndTurn(p, 0, 0, 0)).toEqual(p)));
    fc.assert(fc.property(picture, (p) => void expect(shiftAndTurn(p, 180, 0, 0)).toEqual(turnPixels(p, 2))));
    fc.assert(
      fc.property(picture, fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), (p, right, down) => {
        const moved = shiftAndTurn(p, 0, right, down);
        for (let y = 0; y < p.height; y++)
          for (let x = 0; x < p.width; x++) {
            const [fromX, fromY] = [x - right, y - down];
            const inside = fromX >= 0 && fromX < p.width && fromY >= 0 && fromY < p.height;
            const from = (fromY * p.width + fromX) * 3;
            expect([...moved.data.subarray((y * p.width + x) * 3, (y * p.width + x) * 3 + 3)]).toEqual(
              inside ? [...p.data.subarray(from, from + 3)] : [0, 0, 0],
            );
          }
      }),
    );
  });

  test("a quarter turn clockwise of a square is three quarters counter-clockwise", () => {
    const square = { data: Uint8Array.from({ length: 27 }, (_, i) => i), width: 3, height: 3 };
    expect(shiftAndTurn(square, 90, 0, 0)).toEqual(turnPixels(square, 3));
  });

  test("two mirrors, and four quarter turns, change nothing", () => {
    fc.assert(fc.property(picture, (p) => void expect(flipPixels(flipPixels(p))).toEqual(p)));
    fc.assert(fc.property(picture, (p) => void expect([1, 1, 1, 1].reduce(turnPixels, p)).toEqual(p)));
    fc.assert(fc.property(picture, (p) => void expect(turnPixels(turnPixels(p, 1), 1)).toEqual(turnPixels(p, 2))));
    fc.assert(fc.property(picture, (p) => void expect(turnPixels(turnPixels(p, 3), 1)).toEqual(p)));
  });

  test("a quarter turn is counter-clockwise", () => {
    const row: DecodedPicture = { data: Uint8Array.of(1, 1, 1, 2, 2, 2), width: 2, height: 1 };
    expect(turnPixels(row, 1)).toEqual({ data: Uint8Array.of(2, 2, 2, 1, 1, 1), width: 1, height: 2 });
    expect(flipPixels(row).data).toEqual(Uint8Array.of(2, 2, 2, 1, 1, 1));
    expect(cropPixels(row, 1, 0, 1, 1).data).toEqual(Uint8Array.of(2, 2, 2));
  });

  test("jitter by 1 changes nothing; brightness, contrast and saturation are torchvision's", () => {
    const one = (r: number, g: number, b: number): DecodedPicture => ({ data: Uint8Array.of(r, g, b), width: 1, height: 1 });
    const random = randomOf("test");
    fc.assert(fc.property(picture, (p) => void expect(jitterColours(p, still, random)).toEqual(p)));
    expect(jitterColours(one(100, 200, 30), { ...still, brightness: [1.3, 1.3] }, random).data).toEqual(Uint8Array.of(130, 255, 39));
    // Grey of (100, 200, 30) is 151: 0.2 * 100 + 0.8 * 151 = 140.8, cut off.
    expect(jitterColours(one(100, 200, 30), { ...still, saturation: [0.2, 0.2] }, random).data).toEqual(Uint8Array.of(140, 160, 126));
    expect(jitterColours(one(100, 200, 30), { ...still, contrast: [0.8, 0.8] }, random).data).toEqual(Uint8Array.of(110, 190, 54));
  });
});

test.each([
  ["A dog to the left of a cat", "A dog to the right of a cat"],
  ["Left and right", "Right and left"],
  ["a left-handed man turns right.", "a right-handed man turns left."],
  ["a bright light, leftovers and a cat right next to it", "a bright light, leftovers and a cat right next to it"],
  ["a boat right on top", "a boat right on top"],
  ["a sign on the right on a pole", "a sign on the left on a pole"],
])("mirrored: %s", (caption, mirrored) => {
  expect(flipCaption(caption)).toBe(mirrored);
  expect(flipCaption(mirrored)).toBe(caption);
});

describe("augmentation", () => {
  const sample = (): { picture: DecodedPicture; captions: string[] } => ({
    picture: { data: Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => (Math.floor(i / 3) % 60 < 30 ? 250 : 5)), width: 60, height: 40 },
    captions: ["light on the left"],
  });
  const config = (augmentation: string, flip = true) =>
    resolveConfig("demo", { "picture.size": 48, "picture.augmentation": augmentation, "picture.flip": flip });

  test("mirror turns half of the pictures and their captions, and changes nothing else", async () => {
    const config = resolveConfig("capstan", { "picture.augmentation": "mirror", "picture.size": 60 });
    const plain = sample();
    const turned = { picture: flipPixels(plain.picture), captions: plain.captions.map(flipCaption) };
    let mirrored = 0;
    for (let i = 0; i < 200; i++) {
      const seen = await augmentPicture(plain, config, randomOf("mirror", i));
      if (seen.captions[0] === turned.captions[0]) mirrored++;
      expect(seen).toEqual(seen.captions[0] === turned.captions[0] ? turned : plain);
    }
    expect(mirrored).toBeGreaterThan(70);
    expect(mirrored).toBeLessThan(130);
    const off = resolveConfig("capstan", { "picture.augmentation": "mirror", "picture.size": 60, "picture.flip": false });
    for (let i = 0; i < 20; i++) expect(await augmentPicture(plain, off, randomOf("mirror", i))).toEqual(plain);
  });

  test("none changes nothing", async () => {
    const before = sample();
    expect(await augmentPicture(before, config("none"), randomOf(1))).toBe(before);
  });

  test("crop keeps the caption true, fits the model and leaves its input alone", async () => {
    const flips = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const before = sample();
      const { picture: after, captions } = await augmentPicture(before, config("crop"), randomOf(seed));
      expect(before).toEqual(sample());
      expect(Math.max(after.width, after.height)).toBeGreaterThanOrEqual(47);
      expect(Math.max(after.width, after.height)).toBeLessThanOrEqual(48);
      const leftIsLight = after.data[0]! > after.data[(after.width - 1) * 3]!;
      expect(captions).toEqual([leftIsLight ? "light on the left" : "light on the right"]);
      flips.add(captions[0]!);
    }
    expect(flips.size).toBe(2);
    for (let seed = 0; seed < 20; seed++)
      expect((await augmentPicture(sample(), config("crop", false), randomOf(seed))).captions).toEqual(["light on the left"]);
  });

  test("catr lays half of the pictures on their side and never touches a caption", async () => {
    let upright = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { picture: after, captions } = await augmentPicture(sample(), config("catr"), randomOf(seed));
      expect(captions).toEqual(["light on the left"]);
      if (after.width === 60) upright++;
    }
    // Upright or upside down: half.
    expect(upright).toBeGreaterThan(70);
    expect(upright).toBeLessThan(130);
  });

  test("crop decodes a margin to cut from", () => {
    expect([decodingSize(config("crop")), decodingSize(config("catr")), decodingSize(config("none"))]).toEqual([60, 48, 48]);
  });
});
