import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPicture, decodePicture, type DecodedPicture } from "./decode-picture.ts";
import { sharp } from "./picture-library.ts";
import { makePicture } from "./testing/make-dataset.ts";
import { resizeExactly } from "./testing/resize-exactly.ts";
import { underMax } from "./under-max.ts";

const golden = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../test/golden/pictures.json"), "utf8")) as {
  rows: [number, number, number, number][];
  longSidesThatGive298: number[];
};
const shared = path.resolve(import.meta.dirname, "../../../../shared/data");

const pixel = ({ data, width }: DecodedPicture, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
/** Left half red, right half blue, 8 x 4. */
const halves = (): Uint8Array =>
  Uint8Array.from({ length: 8 * 4 * 3 }, (_, i) => ((Math.floor(i / 3) % 8 < 4 ? i % 3 === 0 : i % 3 === 2) ? 255 : 0));
const halvesAs = (): ReturnType<typeof sharp> => sharp(halves(), { raw: { width: 8, height: 4, channels: 3 } });

describe("sizes", () => {
  test("are CATR's", () => {
    for (const [width, height, toWidth, toHeight] of golden.rows)
      expect(underMax(width, height, 299)).toEqual({ width: toWidth, height: toHeight });
    const short = Array.from({ length: 5000 }, (_, i) => i + 1).filter((side) => underMax(side, 1, 299).width === 298);
    expect(short).toEqual(golden.longSidesThatGive298);
  });

  test("never exceed the model's, and no side is 0", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 32, max: 1024 }),
        (w, h, size) => {
          const { width, height } = underMax(w, h, size);
          return Math.min(width, height) >= 1 && Math.max(width, height) <= size && Math.max(width, height) >= size - 1;
        },
      ),
    );
  });
});

describe.skipIf(!existsSync(shared))(`photos (skipped where ${shared} is absent)`, () => {
  type Golden = Record<string, { resized: [number, number]; bicubic: { pixels: Record<string, number[]>; mean_rgb: number[] } }>;
  const photo = (name: string): Buffer =>
    readFileSync(["train2017", "val2017"].map((folder) => path.join(shared, "coco-mini", folder, name)).find((file) => existsSync(file))!);

  test("the reference's pixels are met: within 3 of 255 each, and on average to 1e-3", async () => {
    const pictures = Object.entries(JSON.parse(readFileSync(path.join(shared, "golden/val_transform.json"), "utf8")) as Golden);
    for (const [name, { resized, bicubic }] of pictures) {
      const picture = await decodePicture(photo(name), 299);
      expect([picture.width, picture.height]).toEqual(resized);
      for (const [at, want] of Object.entries(bicubic.pixels)) {
        const [y, x] = JSON.parse(at) as [number, number];
        for (const [c, value] of pixel(picture, x, y).entries()) expect(Math.abs(value - (want[c]! + 1) * 127.5)).toBeLessThan(3.1);
      }
      const mean = [0, 1, 2].map(
        (c) => picture.data.filter((_, i) => i % 3 === c).reduce((sum, value) => sum + value, 0) / (picture.data.length / 3) / 127.5 - 1,
      );
      for (const [c, value] of mean.entries()) expect(Math.abs(value - bicubic.mean_rgb[c]!)).toBeLessThan(1e-3);
    }
  });

  test("whole photos differ from exact bicubic resizing by at most 1 in 999 of 1000 values", async () => {
    const folder = path.join(shared, "coco-mini/val2017");
    const errors = new Float64Array(256);
    for (const name of readdirSync(folder).slice(0, 6)) {
      const bytes = photo(name);
      const { data, info } = await sharp(bytes).toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
      const want = resizeExactly({ data, width: info.width, height: info.height }, underMax(info.width, info.height, 299));
      const got = await decodePicture(bytes, 299);
      for (const [i, value] of got.data.entries()) errors[Math.abs(value - want.data[i]!)]!++;
    }
    const share = (from: number): number =>
      errors.slice(from).reduce((sum, count) => sum + count, 0) / errors.reduce((sum, count) => sum + count, 0);
    expect(share(2)).toBeLessThan(1e-3);
    expect(share(16)).toBe(0);
  });
});

describe("what comes out", () => {
  test("EXIF rotation is applied", async () => {
    const turned = await halvesAs().png().withMetadata({ orientation: 6 }).toBuffer();
    const picture = await decodePicture(turned, 8);
    expect([picture.width, picture.height]).toEqual([4, 8]);
    expect(pixel(picture, 2, 0)).toEqual([255, 0, 0]);
    expect(pixel(picture, 2, 7)).toEqual([0, 0, 255]);
  });

  test.each(["jpeg", "png", "webp"] as const)("%s becomes RGB", async (format) => {
    const picture = await decodePicture(await makePicture(3, { width: 60, height: 40, format }), 30);
    expect(picture).toMatchObject({ width: 30, height: 20 });
    expect(picture.data).toHaveLength(30 * 20 * 3);
    for (const [c, value] of pixel(picture, 15, 10).entries()) expect(Math.abs(value - [111, 17, 176][c]!)).toBeLessThan(4);
  });

  test("CMYK, grey and 16 bits become sRGB with three channels", async () => {
    const white = sharp({ create: { width: 20, height: 20, channels: 3, background: "white" } });
    const forms = [
      await white.clone().toColourspace("cmyk").jpeg().toBuffer(),
      await white.clone().toColourspace("b-w").jpeg().toBuffer(),
      await white.clone().toColourspace("rgb16").png().toBuffer(),
    ];
    for (const bytes of forms) {
      const picture = await decodePicture(bytes, 20);
      expect(picture.data).toHaveLength(20 * 20 * 3);
      expect(Math.min(...picture.data)).toBeGreaterThan(250);
    }
    expect((await sharp(forms[0]).metadata()).space).toBe("cmyk");
  });

  test("what is transparent becomes white", async () => {
    const bytes = await sharp({ create: { width: 10, height: 10, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer();
    expect(pixel(await decodePicture(bytes, 10), 5, 5)).toEqual([255, 255, 255]);
  });

  test("a large photo is shrunk while it is read, to the same size", async () => {
    const picture = await decodePicture(await makePicture(5, { width: 3000, height: 2000 }), 299);
    expect(picture).toMatchObject(underMax(3000, 2000, 299));
  });
});

/** The start of a PNG that claims a size; nothing behind it matters, because nobody may get so far. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write("IHDR", 4);
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  header.set([8, 2, 0, 0, 0], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  const data = Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from("IDAT"), Buffer.from([0x78, 0x9c])]);
  return Buffer.concat([Buffer.from("\u0089PNG\r\n\u001a\n", "latin1"), header, data, Buffer.alloc(4)]);
}

describe("hostile files", () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>`;
  const refused: readonly (readonly [string, string, () => Promise<Buffer> | Buffer])[] = [
    ["an SVG", "IMAGE_UNSUPPORTED", () => Buffer.from(svg)],
    ["a GIF", "IMAGE_UNSUPPORTED", () => halvesAs().gif().toBuffer()],
    ["a TIFF", "IMAGE_UNSUPPORTED", () => halvesAs().tiff().toBuffer()],
    ["nothing", "IMAGE_UNSUPPORTED", () => Buffer.alloc(0)],
    ["text", "IMAGE_UNSUPPORTED", () => Buffer.from("a dog on a beach")],
    ["an SVG behind JPEG's first bytes", "IMAGE_CORRUPT", () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(svg)])],
    [
      "an animation",
      "IMAGE_UNSUPPORTED",
      async () =>
        sharp([await makePicture(1, { format: "png" }), await makePicture(2, { format: "png" })], { join: { animated: true } })
          .webp()
          .toBuffer(),
    ],
    ["900 million pixels", "IMAGE_TOO_LARGE", () => pngHeader(30_000, 30_000)],
    ["256 million pixels", "IMAGE_TOO_LARGE", () => pngHeader(16_000, 16_000)],
    ["a side of 65,535 pixels", "IMAGE_TOO_LARGE", () => pngHeader(65_535, 1)],
    ["half a JPEG", "IMAGE_CORRUPT", async () => (await makePicture(4, { width: 200, height: 200 })).subarray(0, 500)],
    ["a PNG without content", "IMAGE_CORRUPT", () => pngHeader(20, 20)],
  ];

  test.each(refused)("%s is refused as %s, at once", async (_name, code, make) => {
    const bytes = await make();
    const began = performance.now();
    await expect(decodePicture(bytes, 299)).rejects.toMatchObject({ code });
    await expect(checkPicture(bytes)).rejects.toMatchObject({ code });
    expect(performance.now() - began).toBeLessThan(500);
  });

  test("a thousand damaged pictures end in a picture or an answer, never in a crash", async () => {
    const originals = await Promise.all(
      (["jpeg", "png", "webp"] as const).map((format) => makePicture(9, { width: 64, height: 48, format })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        async (original, changes) => {
          const bytes = Buffer.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const outcome = await decodePicture(bytes, 32).catch((error: { code?: string }) => error.code);
          expect(
            typeof outcome === "string" ? outcome.startsWith("IMAGE_") : outcome?.data.length === outcome!.width * outcome!.height * 3,
          ).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
