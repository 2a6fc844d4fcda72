/** @file What of a file is still to be sent. Pure. */

export interface Part {
  readonly number: number;
  readonly received: boolean;
  readonly sizeBytes: number;
  readonly url: string;
}

/** A part that the server does not have, and where it lies in the file: bytes `[start, end)`. */
export interface PendingPart extends Part {
  readonly start: number;
  readonly end: number;
}

/** The parts that the server has not received, in the order of the file. */
export function pendingParts(parts: readonly Part[]): PendingPart[] {
  let start = 0;
  const ranged = parts
    .toSorted((a, b) => a.number - b.number)
    .map((part) => {
      const from = start;
      start += part.sizeBytes;
      return { ...part, start: from, end: start };
    });
  return ranged.filter((part) => !part.received);
}

export const receivedBytes = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + (part.received ? part.sizeBytes : 0), 0);

/** What is remembered of an upload across a reload. The file itself cannot be: the person chooses it again. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly lastModified: number;
}

type FileFacts = Pick<File, "name" | "size" | "lastModified">;

export const recordOf = (uploadId: string, file: FileFacts): UploadRecord => ({
  uploadId,
  fileName: file.name,
  sizeBytes: file.size,
  lastModified: file.lastModified,
});

/** Whether `file` is, as far as can be told without reading it, the one that was being sent. */
export const isSameFile = (record: UploadRecord, file: FileFacts): boolean =>
  record.fileName === file.name && record.sizeBytes === file.size && record.lastModified === file.lastModified;

/** A remembered upload, or null when what is stored is none. */
export function parseRecord(stored: string | null): UploadRecord | null {
  if (!stored) return null;
  try {
    const { uploadId, fileName, sizeBytes, lastModified } = JSON.parse(stored) as Partial<UploadRecord>;
    const isComplete =
      typeof uploadId === "string" && typeof fileName === "string" && typeof sizeBytes === "number" && typeof lastModified === "number";
    return isComplete ? { uploadId, fileName, sizeBytes, lastModified } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
