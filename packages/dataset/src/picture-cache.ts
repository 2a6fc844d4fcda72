/** @file Decoded pictures, kept while they fit into a limit: small datasets are decoded once. */
import type { DecodedPicture } from "./decode-picture.ts";
import type { ManifestPicture } from "./manifest.ts";

/**
 * Keeps the first pictures that fit, rather than the latest: an epoch visits each picture once, and a cache of the latest would
 * have dropped each one just before its turn.
 */
export class PictureCache {
  readonly #decode: (picture: ManifestPicture) => Promise<DecodedPicture>;
  readonly #kept = new Map<string, DecodedPicture>();
  #bytesLeft: number;

  constructor(bytesMax: number, decode: (picture: ManifestPicture) => Promise<DecodedPicture>) {
    this.#bytesLeft = bytesMax;
    this.#decode = decode;
  }

  /** @throws whatever decoding throws, each time anew. */
  async get(picture: ManifestPicture): Promise<DecodedPicture> {
    const kept = this.#kept.get(picture.id);
    if (kept) return kept;
    const decoded = await this.#decode(picture);
    const { byteLength } = decoded.data;
    if (byteLength <= this.#bytesLeft && !this.#kept.has(picture.id)) {
      this.#bytesLeft -= byteLength;
      this.#kept.set(picture.id, decoded);
    }
    return decoded;
  }
}
