/**
 * @file What the product asks of a place for bytes: objects by key, written once, read whole or in part, fetched and uploaded
 * through signed URLs by whoever holds one.
 *
 * Keys are made by the server alone, for example `team_x/dsv_y/shards/00000.tar`, and never from a name that a user chose.
 */
import type { Readable } from "node:stream";
import { AppError } from "@capstan/run/error-code";

export interface StoredObject {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface StoredPart {
  /** From 1. */
  readonly part: number;
  readonly sizeBytes: number;
}

/** Bytes `start` to `end`, both included. Without `end`: to the last. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface SignedPartOptions {
  /** Hex. When given, a part with another hash is refused. */
  readonly sha256?: string;
  readonly expiresSeconds?: number;
}

/** The sum of a multipart upload: parts 1 to `parts`. */
export interface CompleteOptions {
  readonly parts: number;
  readonly sizeBytes: number;
  /** Hex, of the whole object. */
  readonly sha256?: string;
}

/**
 * All methods throw AppError INVALID_INPUT for a key that checkKey refuses. An object is never overwritten: writing the same
 * content again succeeds, other content is UPLOAD_MISMATCH.
 */
export interface ObjectStore {
  /** @throws {AppError} UPLOAD_MISMATCH when the content is not what `sha256` says; nothing is kept then. */
  put(key: string, source: Readable | Uint8Array, options?: { readonly sha256?: string }): Promise<StoredObject>;
  /** @throws {ObjectMissing} */
  get(key: string, range?: ByteRange): Promise<Readable>;
  stat(key: string): Promise<{ readonly sizeBytes: number } | null>;
  /** Deleting what is not there is not an error. */
  delete(key: string): Promise<void>;
  /** For one GET or HEAD of one object, with or without a Range; the browser saves it as `fileName`. */
  signedGetUrl(key: string, options: { readonly expiresSeconds: number; readonly fileName?: string }): Promise<string>;
  /** @returns the upload's id, which the other multipart methods want beside the key. */
  createMultipart(key: string): Promise<string>;
  /** For a PUT of exactly `sizeBytes`. A part may be sent again until the upload is complete; the last one counts. */
  signedPartUrl(key: string, uploadId: string, part: number, sizeBytes: number, options?: SignedPartOptions): Promise<string>;
  /** By part number. An unknown upload has none. */
  listParts(key: string, uploadId: string): Promise<StoredPart[]>;
  /**
   * Joins the parts. Doing it again after it worked succeeds.
   * @throws {AppError} UPLOAD_INCOMPLETE when parts are missing; UPLOAD_MISMATCH when size or hash differ.
   */
  completeMultipart(key: string, uploadId: string, options: CompleteOptions): Promise<StoredObject>;
  /** Drops the parts. Aborting what is not there is not an error. */
  abortMultipart(key: string, uploadId: string): Promise<void>;
}

/** There is no such object: a row of ours points to bytes that are gone, or somebody asks too early. */
export class ObjectMissing extends Error {
  override name = "ObjectMissing";
  constructor(key: string, cause?: unknown) {
    super(`There is no object “${key}”.`, { cause });
  }
}

/** A signed URL works this long unless its maker says otherwise. */
export const SIGNED_SECONDS_DEFAULT = 300;
/** S3's limits. */
export const PARTS_MAX = 10_000;
export const PART_BYTES_MAX = 5 * 1024 ** 3;

const KEY_LENGTH_MAX = 512;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/**
 * `key` when it is one: segments of letters, digits, `_`, `-` and inner dots, with `/` between them.
 * @throws {AppError} INVALID_INPUT for anything else: an absolute path, `..`, an empty segment, a percent sign, NUL.
 */
export function checkKey(key: string): string {
  if (key.length <= KEY_LENGTH_MAX && key.split("/").every((segment) => SEGMENT.test(segment))) return key;
  throw new AppError("INVALID_INPUT", "This is not an object's key.", { detail: { key: key.slice(0, KEY_LENGTH_MAX) } });
}

/** @throws {AppError} INVALID_INPUT for a part that S3 would not take either. */
export function checkPart(part: number, sizeBytes: number): void {
  if (
    Number.isInteger(part) &&
    part >= 1 &&
    part <= PARTS_MAX &&
    Number.isInteger(sizeBytes) &&
    sizeBytes >= 0 &&
    sizeBytes <= PART_BYTES_MAX
  )
    return;
  throw new AppError(
    "INVALID_INPUT",
    `Parts are numbered 1 to ${PARTS_MAX} and hold at most 5 GiB; this is part ${part} with ${sizeBytes} bytes.`,
  );
}

/** What several stores say of content that differs. */
export const mismatch = (key: string, what: string): AppError =>
  new AppError("UPLOAD_MISMATCH", `${what} Send the file again.`, { detail: { key } });

export const taken = (key: string): AppError =>
  new AppError("UPLOAD_MISMATCH", "This object exists already with other content, and objects are never overwritten. Start a new upload.", {
    detail: { key },
  });
