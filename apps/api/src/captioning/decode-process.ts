/** @file The program that decodes pictures of callers, apart from everything that is worth something: it expects hostile bytes. */
import { decodePicture, type DecodedPicture } from "@capstan/dataset/decode-picture";
import { serveParent } from "../process/serve-parent.ts";

export interface DecodeRequest {
  /** The file as it came. */
  readonly bytes: Uint8Array;
  /** Pixels of the longer side that the model wants. */
  readonly size: number;
}

serveParent<DecodeRequest, DecodedPicture>("sharp", ({ bytes, size }) => decodePicture(bytes, size));
