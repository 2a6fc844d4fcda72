/** @file Small datasets for tests, in memory: pictures of one colour each, and their captions in COCO's form. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sharp } from "../picture-library.ts";

/** A picture that differs from others by `seed`. */
export async function makePicture(
  seed: number,
  { width = 40, height = 30, format = "jpeg" as "jpeg" | "png" | "webp" } = {},
): Promise<Buffer> {
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 53 + 17) % 256 };
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

export const captionFile = (pictures: readonly { readonly name: string; readonly captions: readonly string[] }[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      images: pictures.map(({ name }, i) => ({ id: i + 1, file_name: name })),
      annotations: pictures.flatMap(({ captions }, i) => captions.map((caption) => ({ image_id: i + 1, caption }))),
    }),
  );

/** Writes `files`, by path below `folder`. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
}

/** `counts` pictures per split in COCO's own layout, with two captions each. */
export async function makeCocoFiles(counts: Readonly<Record<string, number>>): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  let seed = 0;
  for (const [split, count] of Object.entries(counts)) {
    const pictures = Array.from({ length: count }, (_, i) => ({
      name: `${split}_${i}.jpg`,
      captions: [`a ${split} picture ${i}`, `number ${i} to the left`],
    }));
    for (const { name } of pictures) files[`${split}2017/${name}`] = await makePicture(++seed);
    files[`annotations/captions_${split}2017.json`] = captionFile(pictures);
  }
  return files;
}
