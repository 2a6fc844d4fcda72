/** @file The files of a checkpoint, as its row keeps them. */
import { AppError } from "@capstan/run/error-code";
import { z } from "zod";
import type { CheckpointRow } from "./checkpoint-ref.ts";

const File = z.object({
  name: z.string(),
  sizeBytes: z.number(),
  /** Lower-case hexadecimal. */
  sha256: z.string(),
  key: z.string(),
  partSizeBytes: z.number(),
  storageUploadId: z.string(),
});
export type CheckpointFile = z.infer<typeof File>;

export const checkpointFiles = (row: Pick<CheckpointRow, "files">): CheckpointFile[] => z.array(File).parse(row.files);

const FILES_MAX = 64;
const BYTES_MAX = 64 * 1024 ** 3;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

export interface AnnouncedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** @throws {AppError} INVALID_INPUT for names that are no plain file names, sizes and hashes that cannot be. */
export function checkAnnounced(files: readonly AnnouncedFile[]): void {
  const refuse = (message: string): never => {
    throw new AppError("INVALID_INPUT", message, { path: ["files"] });
  };
  if (files.length === 0 || files.length > FILES_MAX) refuse(`A checkpoint has 1 to ${FILES_MAX} files, not ${files.length}.`);
  if (new Set(files.map((file) => file.name)).size !== files.length) refuse("Two files of the checkpoint have one name.");
  for (const { name, sizeBytes, sha256 } of files) {
    if (!NAME.test(name)) refuse("A file of a checkpoint is named by letters, digits, dots, dashes and underscores.");
    if (sizeBytes < 0 || sizeBytes > BYTES_MAX) refuse(`${name} has ${sizeBytes} bytes; 0 to ${BYTES_MAX} are possible.`);
    if (!/^[0-9a-f]{64}$/.test(sha256)) refuse(`The SHA-256 of ${name} is 64 lower-case hexadecimal digits.`);
  }
}
