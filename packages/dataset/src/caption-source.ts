/** @file Where a dataset is imported from: a folder or a zip, as a list of files that can be read one by one. */

export interface SourceFile {
  /** Below the source's root, with `/`; passes isSafePath. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface CaptionSource {
  /** For folders: pictures may be linked instead of copied. */
  readonly linkableRoot: string | null;
  /** @throws {AppError} DATASET_INVALID when the source as a whole is refused. */
  list(signal?: AbortSignal): Promise<SourceFile[]>;
  /**
   * The bytes of a listed file.
   * @throws {AppError} DATASET_INVALID when it holds more than `bytesMax`, or what it holds is not what the source announced.
   */
  read(path: string, bytesMax: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** One picture. */
export const PICTURE_BYTES_MAX = 64 * 1024 ** 2;
/** One file of captions: COCO's largest has 92 MB. */
export const ANNOTATION_BYTES_MAX = 400 * 1024 ** 2;
/** Files in a dataset. */
export const FILES_MAX = 1_000_000;
