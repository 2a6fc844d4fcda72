/** @file The bytes of the picture that somebody sends: as a file, as base64, or by an upload. Never more than 10 MiB in memory. */
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing } from "@capstan/storage/object-store";
import type { Context } from "../context.ts";
import type { UploadedFile } from "../schema/builder.ts";
import { IMAGE_BYTES_MAX } from "../upload/create-upload.ts";
import { usableUpload } from "../upload/upload.ts";

export interface ImageWish {
  readonly file?: Promise<UploadedFile> | null;
  readonly uploadId?: string | null;
  readonly base64?: string | null;
}

const tooLarge = (path: string): AppError =>
  new AppError("IMAGE_TOO_LARGE", "The picture has more than 10 MiB. Scale it down, or save it as JPEG.", { path: ["image", path] });

/** @throws {AppError} IMAGE_TOO_LARGE, IMAGE_CORRUPT, INVALID_INPUT or UPLOAD_INCOMPLETE; NOT_FOUND for an upload that is not the team's. */
export async function readImage(ctx: Context, image: ImageWish, teamId: string): Promise<Buffer> {
  if (image.file) return readFile(await image.file);
  if (image.uploadId) return readUploaded(ctx, image.uploadId, teamId);
  return readBase64(image.base64!);
}

async function readFile(file: UploadedFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file.createReadStream()) {
      bytes += (chunk as Buffer).byteLength;
      if (bytes > IMAGE_BYTES_MAX) throw tooLarge("file");
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // The multipart parser cuts off at the same limit.
    if ((error as { status?: number }).status === 413) throw tooLarge("file");
    throw error;
  }
  return notEmpty(Buffer.concat(chunks), "file");
}

async function readUploaded(ctx: Context, uploadId: string, teamId: string): Promise<Buffer> {
  const upload = await usableUpload(ctx, uploadId, teamId, "IMAGE", ["image", "uploadId"]);
  try {
    return Buffer.concat(await (await ctx.store.get(upload.objectKey)).toArray());
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new AppError("UPLOAD_INCOMPLETE", "This upload's bytes are gone. Upload the picture again.", { path: ["image", "uploadId"] });
  }
}

function readBase64(text: string): Buffer {
  const body = text.replace(/^data:[^,]{0,100};base64,/, "");
  if (body.length > Math.ceil(IMAGE_BYTES_MAX / 3) * 4 + 4) throw tooLarge("base64");
  // Buffer passes over what is not base64; half a picture would be its answer.
  if (!/^[A-Za-z0-9+/_-]*={0,2}\s*$/.test(body))
    throw new AppError("INVALID_INPUT", "This is not base64. Encode the picture's bytes, without line breaks.", {
      path: ["image", "base64"],
    });
  return notEmpty(Buffer.from(body, "base64"), "base64");
}

function notEmpty(bytes: Buffer, path: string): Buffer {
  if (bytes.byteLength > 0) return bytes;
  throw new AppError("IMAGE_CORRUPT", "The picture is empty. Choose another file.", { path: ["image", path] });
}
