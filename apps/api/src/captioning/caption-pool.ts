/** @file What captions pictures, as the rest of the API sees it. The work is done in child processes; see process-caption-pool.ts. */
import type { CaptionCandidate, Decoding } from "@capstan/captioner/decoding";

/** A file of a checkpoint in the object store. */
export interface StoredFile {
  readonly name: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}
export interface StoredCheckpoint {
  readonly id: string;
  readonly files: readonly StoredFile[];
}

export interface CaptionPool {
  /** Starts the processes now, so that the first picture finds them warm; otherwise it starts them. */
  warm(): void;
  /** Pictures that wait for a process. */
  waiting(): { readonly decode: number; readonly caption: number };
  /**
   * The captions of `image` (the bytes of a JPEG, PNG or WebP file), best first. `owner`: whose it is; owners take turns.
   * @throws {AppError} IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE, IMAGE_CORRUPT, CHECKPOINT_DAMAGED, or RATE_LIMITED when too many wait.
   */
  caption(image: Uint8Array, checkpoint: StoredCheckpoint, decoding: Decoding, owner?: string): Promise<readonly CaptionCandidate[]>;
  /** Refuses new work, lets the running work end within a few seconds, and ends the processes. */
  close(): Promise<void>;
}
