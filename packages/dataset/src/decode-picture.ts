/** @file A picture's file to pixels of the model's size. Expects hostile bytes. */
import { AppError } from "@capstan/run/error-code";
import { sharp } from "./picture-library.ts";
import { underMax } from "./under-max.ts";

/** Pixels of a picture, upright, sRGB, without alpha. */
export interface DecodedPicture {
  /** uint8 `[height, width, 3]`, 0 to 255. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface PictureHeader {
  readonly format: "jpeg" | "png" | "webp";
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/** More pixels would take more memory than a request may. */
export const PIXELS_MAX = 50_000_000;
/** Pixels. No photo is longer; decoders have been broken with longer ones. */
export const SIDE_MAX = 20_000;
/** Up to here a picture is decoded whole and then resized, exactly as training does; above, it is shrunk while it is read. */
const EXACT_PIXELS_MAX = 4_000_000;

/**
 * What the file's header says, without decoding.
 * @throws {AppError} IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE or IMAGE_CORRUPT.
 */
export async function readPictureHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const format = formatOf(bytes);
  if (!format) throw new AppError("IMAGE_UNSUPPORTED", "This is not a JPEG, PNG or WebP picture. Convert it to one of these first.");
  const metadata = await openPicture(bytes).metadata().catch(corrupt);
  if ((metadata.pages ?? 1) > 1)
    throw new AppError("IMAGE_UNSUPPORTED", "Animated pictures are not supported. Send a single frame as JPEG, PNG or WebP.");
  const { width, height } = metadata.autoOrient;
  if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX)
    throw new AppError(
      "IMAGE_TOO_LARGE",
      `The picture has ${width} x ${height} pixels; at most 50 million, and ${SIDE_MAX} per side, are taken. Scale it down first.`,
    );
  return { format, width, height };
}

/**
 * Decodes `bytes` and resizes the picture to CATR's rule (under-max.ts): bicubic with a = -0.5, widened when it shrinks. EXIF
 * rotation is applied; CMYK, grey, 16 bits and colour profiles become sRGB; transparent parts become white.
 * @param size pixels of the longer side.
 * @throws {AppError} IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE or IMAGE_CORRUPT; each message says what to do.
 */
export async function decodePicture(bytes: Uint8Array, size: number): Promise<DecodedPicture> {
  const header = await readPictureHeader(bytes);
  const target = underMax(header.width, header.height, size);
  const upright = openPicture(bytes).autoOrient().flatten({ background: "white" }).toColourspace("srgb");
  if (header.width * header.height > EXACT_PIXELS_MAX) {
    const { data } = await upright.resize(target.width, target.height, RESIZE).raw().toBuffer({ resolveWithObject: true }).catch(corrupt);
    return { data, ...target };
  }
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true }).catch(corrupt);
  return resizePixels({ data, width: info.width, height: info.height }, target);
}

/** Bicubic, to exactly `target`. The result is the input when the size is right already. */
export async function resizePixels(picture: DecodedPicture, target: { width: number; height: number }): Promise<DecodedPicture> {
  if (picture.width === target.width && picture.height === target.height) return picture;
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const data = await sharp(picture.data, { raw }).resize(target.width, target.height, RESIZE).raw().toBuffer();
  return { data, width: target.width, height: target.height };
}

/**
 * Reads every byte of the picture and keeps nothing: whether decodePicture will work.
 * @throws as decodePicture.
 */
export async function checkPicture(bytes: Uint8Array): Promise<PictureHeader> {
  const header = await readPictureHeader(bytes);
  await openPicture(bytes).resize(16, 16, { fit: "fill", kernel: "nearest" }).raw().toBuffer().catch(corrupt);
  return header;
}

const RESIZE = { fit: "fill", kernel: "cubic", fastShrinkOnLoad: false } as const;

const openPicture = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: "warning", pages: 1, sequentialRead: true });

function formatOf(bytes: Uint8Array): PictureHeader["format"] | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12)).toString("latin1");
  if (head.startsWith("\u00ff\u00d8\u00ff")) return "jpeg";
  if (head.startsWith("\u0089PNG\r\n\u001a\n")) return "png";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "webp" : null;
}

function corrupt(cause: unknown): never {
  const detail = { reason: cause instanceof Error ? cause.message : String(cause) };
  if (/pixel limit|exceeds/i.test(detail.reason))
    throw new AppError("IMAGE_TOO_LARGE", "The picture has more than 50 million pixels. Scale it down first.", { cause, detail });
  throw new AppError("IMAGE_CORRUPT", "The picture is damaged and cannot be read. Save it again from an image program, or leave it out.", {
    cause,
    detail,
  });
}
