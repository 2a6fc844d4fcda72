/** @file Where a storage's bytes lie in the file. */
export interface StoragePlace {
  readonly start: number;
  readonly sizeBytes: number;
  /** Of all of its bytes, where the format has one. */
  readonly crc32: number | null;
}
