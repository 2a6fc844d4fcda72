/** @file What captions pictures, as the rest of the API sees it. The work is done in child processes; see process-caption-pool.ts. */

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

/** How the caption is searched for; checked by whoever asks. */
export interface Decoding {
  readonly strategy: "GREEDY" | "BEAM";
  /** Hypotheses kept at each token; 1 for GREEDY. */
  readonly beamWidth: number;
  /** Tokens; left out: what the checkpoint was trained for. */
  readonly maxLength?: number;
  /** Exponent of the length that divides a hypothesis' log-probability; 0 is none. */
  readonly lengthPenalty?: number;
  /** Captions to answer, best first; at most beamWidth. */
  readonly candidates: number;
  /** Whether each token says where in the picture the model looked. */
  readonly attention: boolean;
  /** As CATR's predict.py: the picture unpadded, greedily. */
  readonly catrExact?: boolean;
}

export interface CaptionToken {
  readonly text: string;
  /** Natural logarithm. */
  readonly logProbability: number;
  /** Weights over the picture's grid, row by row. */
  readonly attention?: { readonly rows: number; readonly columns: number; readonly weights: readonly number[] };
}
export interface CaptionCandidate {
  readonly text: string;
  readonly logProbability: number;
  readonly tokens: readonly CaptionToken[];
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
