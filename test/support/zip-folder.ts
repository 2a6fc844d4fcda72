/** @file A COCO-captions dataset as a zip in memory, for tests. */
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { ZipFile } from "yazl";

export interface ZipPicture {
  readonly name: string;
  readonly captions: readonly string[];
  readonly bytes: Buffer;
}

/** A real JPEG of one colour; every seed has another content: 200 colours, then another size. */
export const makeJpeg = (seed: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 32 + Math.floor(seed / 200),
      height: 24,
      channels: 3,
      background: { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 53) % 256 },
    },
  })
    .jpeg()
    .toBuffer();

export async function makePictures(count: number, from = 0): Promise<ZipPicture[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const number = from + index;
      return {
        name: `${number}.jpg`,
        captions: [`picture number ${number} of a plain colour`, `a ${number % 2 ? "odd" : "even"} one`],
        bytes: await makeJpeg(number + 1),
      };
    }),
  );
}

/** annotations/captions_<split>.json and <split>/<name>, as COCO lays them out. */
export async function zipDataset(splits: Readonly<Record<string, readonly ZipPicture[]>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [split, pictures] of Object.entries(splits)) {
    const images = pictures.map(({ name }, id) => ({ id, file_name: name }));
    const annotations = pictures.flatMap(({ captions }, image_id) => captions.map((caption) => ({ image_id, caption })));
    zip.addBuffer(Buffer.from(JSON.stringify({ images, annotations })), `annotations/captions_${split}.json`);
    for (const { name, bytes } of pictures) zip.addBuffer(bytes, `${split}/${name}`, { compress: false });
  }
  zip.end();
  return buffer(zip.outputStream);
}
