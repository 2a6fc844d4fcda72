/**
 * @file Objects in a folder of this machine.
 *
 *   objects/<key>                       finished objects, never changed
 *   uploads/<upload>/00001 ...          parts that were received whole
 *   temporary/                          being written; may be emptied while nothing runs
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { AppError } from "@capstan/run/error-code";
import {
  checkKey,
  checkPart,
  mismatch,
  ObjectMissing,
  SIGNED_SECONDS_DEFAULT,
  taken,
  type ByteRange,
  type CompleteOptions,
  type ObjectStore,
  type SignedPartOptions,
  type StoredObject,
  type StoredPart,
} from "./object-store.ts";
import { sign, verify, type SignedRequest } from "./signature.ts";
import { TooLarge, writeTemporary, type TemporaryFile } from "./write-durably.ts";

export interface DiskStoreOptions {
  /** A folder of ours alone; made when absent. */
  readonly root: string;
  /** Where handleObjectRequest is mounted, without the final `/objects`. */
  readonly baseUrl: string;
  /** At least 32 characters; changing it ends every URL that is under way. */
  readonly secret: string;
}

export class DiskStore implements ObjectStore {
  readonly baseUrl: string;
  readonly #root: string;
  readonly #secret: string;

  constructor({ root, baseUrl, secret }: DiskStoreOptions) {
    if (secret.length < 32) throw new RangeError("The storage secret needs at least 32 characters.");
    this.#root = path.resolve(root);
    this.baseUrl = baseUrl.replace(/\/+$/, "");
    this.#secret = secret;
  }

  async put(key: string, source: Readable | Uint8Array, options: { readonly sha256?: string } = {}): Promise<StoredObject> {
    const target = this.#fileOf(key);
    const file = await this.#write(source);
    return this.#finish(key, target, file, options.sha256);
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const file = this.#fileOf(key);
    if (!(await this.stat(key))) throw new ObjectMissing(key);
    return createReadStream(file, range);
  }

  async stat(key: string): Promise<{ readonly sizeBytes: number } | null> {
    return sizeOf(this.#fileOf(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.#fileOf(key), { force: true });
  }

  signedGetUrl(key: string, options: { readonly expiresSeconds: number; readonly fileName?: string }): Promise<string> {
    return Promise.resolve(
      this.#urlOf({ method: "GET", key: checkKey(key), expires: expiry(options.expiresSeconds), fileName: options.fileName }),
    );
  }

  async createMultipart(key: string): Promise<string> {
    checkKey(key);
    const uploadId = randomBytes(16).toString("hex");
    await mkdir(this.#uploadFolder(key, uploadId), { recursive: true });
    return uploadId;
  }

  signedPartUrl(key: string, uploadId: string, part: number, sizeBytes: number, options: SignedPartOptions = {}): Promise<string> {
    checkPart(part, sizeBytes);
    const { sha256, expiresSeconds = SIGNED_SECONDS_DEFAULT } = options;
    return Promise.resolve(
      this.#urlOf({ method: "PUT", key: checkKey(key), expires: expiry(expiresSeconds), uploadId, part, sizeBytes, sha256 }),
    );
  }

  /**
   * Takes one part. The same part may come again; it replaces the earlier one.
   * @throws {AppError} UPLOAD_MISMATCH when size or hash differ, INVALID_INPUT when the upload is over. Nothing is kept then.
   */
  async putPart(
    key: string,
    uploadId: string,
    part: number,
    source: Readable,
    expected: { sizeBytes: number; sha256?: string },
  ): Promise<StoredObject> {
    checkPart(part, expected.sizeBytes);
    const folder = this.#uploadFolder(key, uploadId);
    const unknown = new AppError("INVALID_INPUT", "This upload does not exist, or is over. Start a new one.", {
      detail: { key, uploadId },
    });
    if (!(await isFolder(folder))) throw unknown;
    const file = await this.#write(source, expected.sizeBytes).catch((error: unknown) => {
      throw error instanceof TooLarge
        ? mismatch(key, `The part has more than the ${expected.sizeBytes} bytes that were announced.`)
        : error;
    });
    const wrong = wrongContent(file, expected);
    if (wrong) {
      await file.discard();
      throw mismatch(key, `The part ${wrong}.`);
    }
    await file.replace(path.join(folder, partName(part))).catch(async (error: NodeJS.ErrnoException) => {
      await file.discard();
      throw error.code === "ENOENT" ? unknown : error;
    });
    return { sizeBytes: file.sizeBytes, sha256: file.sha256 };
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[]> {
    const folder = this.#uploadFolder(key, uploadId);
    const names = await readdir(folder).catch(absent([] as string[]));
    const parts = names.toSorted().map(async (name) => ({ part: Number(name), sizeBytes: (await stat(path.join(folder, name))).size }));
    return Promise.all(parts);
  }

  async completeMultipart(key: string, uploadId: string, { parts, ...expected }: CompleteOptions): Promise<StoredObject> {
    const target = this.#fileOf(key);
    const folder = this.#uploadFolder(key, uploadId);
    if (!(await isFolder(folder))) return this.#finishedBefore(key, target, expected);
    const received = new Map((await this.listParts(key, uploadId)).map((part) => [part.part, part]));
    const wanted = Array.from({ length: parts }, (_, i) => i + 1);
    const missing = wanted.filter((part) => !received.has(part));
    if (missing.length > 0)
      throw new AppError(
        "UPLOAD_INCOMPLETE",
        `${missing.length} of ${parts} parts are missing, the first is ${missing[0]}. Send them, then complete the upload.`,
        { detail: { key } },
      );
    const file = await this.#write(Readable.from(joined(wanted.map((part) => path.join(folder, partName(part))))));
    const wrong = wrongContent(file, expected);
    if (wrong) {
      await file.discard();
      throw mismatch(key, `The file ${wrong}.`);
    }
    const stored = await this.#finish(key, target, file);
    await rm(folder, { recursive: true, force: true });
    return stored;
  }

  async abortMultipart(key: string, uploadId: string): Promise<void> {
    await rm(this.#uploadFolder(key, uploadId), { recursive: true, force: true });
  }

  /** Whether a request carries a living signature of this store. */
  allows(request: SignedRequest, signature: string): boolean {
    return verify(this.#secret, request, signature, Date.now() / 1000);
  }

  /** Gives a written file its name, or finds that the same content has it. */
  async #finish(key: string, target: string, file: TemporaryFile, sha256?: string): Promise<StoredObject> {
    if (sha256 !== undefined && sha256 !== file.sha256) {
      await file.discard();
      throw mismatch(key, "The file's SHA-256 is not the announced one.");
    }
    if (!(await file.place(target)) && (await hashOf(target)) !== file.sha256) throw taken(key);
    return { sizeBytes: file.sizeBytes, sha256: file.sha256 };
  }

  /** A second complete after the first one's answer got lost. */
  async #finishedBefore(key: string, target: string, expected: { sizeBytes: number; sha256?: string }): Promise<StoredObject> {
    const found = await sizeOf(target);
    const unknown = new AppError("UPLOAD_INCOMPLETE", "This upload does not exist, or was aborted. Start a new one.", { detail: { key } });
    if (!found) throw unknown;
    const stored = { sizeBytes: found.sizeBytes, sha256: await hashOf(target) };
    if (wrongContent(stored, expected)) throw taken(key);
    return stored;
  }

  #write(source: Readable | Uint8Array, sizeMax?: number): Promise<TemporaryFile> {
    return writeTemporary(path.join(this.#root, "temporary"), source, sizeMax);
  }

  #fileOf(key: string): string {
    return path.join(this.#root, "objects", ...checkKey(key).split("/"));
  }

  /** Bound to the key, so that an upload's id is worth nothing with another key. */
  #uploadFolder(key: string, uploadId: string): string {
    const bound = createHash("sha256").update(checkKey(key)).digest("hex").slice(0, 16);
    return path.join(this.#root, "uploads", `${bound}-${createHash("sha256").update(uploadId).digest("hex").slice(0, 32)}`);
  }

  #urlOf(request: SignedRequest): string {
    const { method: _method, key, ...fields } = request;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
    query.set("signature", sign(this.#secret, request));
    return `${this.baseUrl}/objects/${key}?${query.toString()}`;
  }
}

const expiry = (seconds: number): number => Math.ceil(Date.now() / 1000 + seconds);
const partName = (part: number): string => String(part).padStart(5, "0");

function wrongContent(got: StoredObject, expected: { readonly sizeBytes: number; readonly sha256?: string }): string | null {
  if (got.sizeBytes !== expected.sizeBytes) return `has ${got.sizeBytes} bytes, not ${expected.sizeBytes}`;
  return expected.sha256 !== undefined && got.sha256 !== expected.sha256 ? "has another SHA-256 than announced" : null;
}

/** `value` for what is not there; every other error passes. */
const absent =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return value;
    throw error;
  };

const sizeOf = (file: string): Promise<{ sizeBytes: number } | null> =>
  stat(file).then((found) => (found.isFile() ? { sizeBytes: found.size } : null), absent(null));

const isFolder = (folder: string): Promise<boolean> => stat(folder).then((found) => found.isDirectory(), absent(false));

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function* joined(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) for await (const chunk of createReadStream(file)) yield chunk as Buffer;
}
