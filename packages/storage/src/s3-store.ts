/** @file Objects in a bucket of Amazon S3, or of a server that speaks its protocol (MinIO, Ceph, R2). */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { AppError } from "@capstan/run/error-code";
import { attachment } from "./attachment.ts";
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

export interface S3StoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Absent for Amazon. */
  readonly endpoint?: string;
  /** Absent: the SDK looks where it always does (environment, profile, the machine's role). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** `https://host/bucket` instead of `https://bucket.host`; what most other servers need. */
  readonly forcePathStyle?: boolean;
  /** Of every key, without a final `/`, where the bucket is shared with others. */
  readonly prefix?: string;
}

/** S3 takes parts of 5 MiB and more; 10,000 of these hold 160 GB. */
const PART_BYTES = 16 * 1024 ** 2;

export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, region, endpoint, credentials, forcePathStyle = false, prefix }: S3StoreOptions) {
    this.#bucket = bucket;
    this.#prefix = prefix === undefined ? "" : `${prefix}/`;
    // Other servers do not know the checksums that the SDK would add by itself.
    const checksums = { requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" } as const;
    this.#client = new S3Client({ region, endpoint, credentials, forcePathStyle, ...checksums });
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.#client.destroy();
  }

  async put(key: string, source: Readable | Uint8Array, options: { readonly sha256?: string } = {}): Promise<StoredObject> {
    const place = this.#place(key);
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const parts: CompletedPart[] = [];
    let UploadId: string | undefined;
    const finished = (): StoredObject => {
      const sha256 = hash.digest("hex");
      if (options.sha256 !== undefined && options.sha256 !== sha256) throw mismatch(key, "The file's SHA-256 is not the announced one.");
      return { sizeBytes, sha256 };
    };
    try {
      for await (const { bytes, isLast } of partsOf(source)) {
        hash.update(bytes);
        sizeBytes += bytes.byteLength;
        if (isLast && UploadId === undefined) return await this.#putWhole(key, bytes, finished());
        UploadId ??= (await this.#client.send(new CreateMultipartUploadCommand(place))).UploadId;
        const PartNumber = parts.length + 1;
        const { ETag } = await this.#client.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body: bytes }));
        parts.push({ PartNumber, ETag });
      }
      const stored = finished();
      await this.#join(key, UploadId!, parts, stored);
      return stored;
    } catch (error) {
      if (UploadId !== undefined) await this.abortMultipart(key, UploadId);
      throw error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range && `bytes=${range.start}-${range.end ?? ""}`;
    const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#place(key), Range })).catch((error: unknown) => {
      throw isNamed(error, "NoSuchKey") ? new ObjectMissing(key, error) : error;
    });
    return Body as Readable;
  }

  async stat(key: string): Promise<{ readonly sizeBytes: number } | null> {
    try {
      const { ContentLength = 0 } = await this.#client.send(new HeadObjectCommand(this.#place(key)));
      return { sizeBytes: ContentLength };
    } catch (error) {
      if (isNamed(error, "NotFound", "NoSuchKey")) return null;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#place(key)));
  }

  signedGetUrl(
    key: string,
    { expiresSeconds, fileName }: { readonly expiresSeconds: number; readonly fileName?: string },
  ): Promise<string> {
    const response = { ResponseContentType: "application/octet-stream", ResponseContentDisposition: attachment(fileName) };
    return getSignedUrl(this.#client, new GetObjectCommand({ ...this.#place(key), ...response }), { expiresIn: expiresSeconds });
  }

  async createMultipart(key: string): Promise<string> {
    const { UploadId } = await this.#client.send(new CreateMultipartUploadCommand(this.#place(key)));
    return UploadId!;
  }

  signedPartUrl(key: string, uploadId: string, part: number, sizeBytes: number, options: SignedPartOptions = {}): Promise<string> {
    checkPart(part, sizeBytes);
    const { sha256, expiresSeconds = SIGNED_SECONDS_DEFAULT } = options;
    const command = new UploadPartCommand({
      ...this.#place(key),
      UploadId: uploadId,
      PartNumber: part,
      ContentLength: sizeBytes,
      ChecksumSHA256: sha256 && Buffer.from(sha256, "hex").toString("base64"),
    });
    // The length has to be part of the signature, or the URL would take any number of bytes.
    return getSignedUrl(this.#client, command, { expiresIn: expiresSeconds, signableHeaders: new Set(["host", "content-length"]) });
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[]> {
    return (await this.#listParts(key, uploadId)) ?? [];
  }

  async completeMultipart(key: string, uploadId: string, { parts, sizeBytes, sha256 }: CompleteOptions): Promise<StoredObject> {
    const received = await this.#listParts(key, uploadId);
    if (!received) return this.#finishedBefore(key, sizeBytes, sha256);
    const wanted = received.filter(({ part }) => part <= parts);
    if (wanted.length < parts) {
      const missing = parts - wanted.length;
      const message = `${missing} of ${parts} parts are missing. Send them, then complete the upload.`;
      throw new AppError("UPLOAD_INCOMPLETE", message, { detail: { key } });
    }
    const sum = wanted.reduce((total, part) => total + part.sizeBytes, 0);
    if (sum !== sizeBytes) throw mismatch(key, `The file has ${sum} bytes, not ${sizeBytes}.`);
    const completed = wanted.map(({ part, etag }) => ({ PartNumber: part, ETag: etag }));
    await this.#join(key, uploadId, completed, { sizeBytes, sha256 });
    // S3 keeps no SHA-256 of a whole that came in parts: it is read once.
    const stored = { sizeBytes, sha256: await this.#hashOf(key) };
    if (sha256 === undefined || stored.sha256 === sha256) return stored;
    await this.delete(key);
    throw mismatch(key, "The file has another SHA-256 than announced.");
  }

  async abortMultipart(key: string, uploadId: string): Promise<void> {
    await this.#client.send(new AbortMultipartUploadCommand({ ...this.#place(key), UploadId: uploadId })).catch((error: unknown) => {
      if (!isNamed(error, "NoSuchUpload")) throw error;
    });
  }

  async #putWhole(key: string, bytes: Uint8Array, stored: StoredObject): Promise<StoredObject> {
    // Amazon refuses a taken key by itself; some servers ignore the condition.
    if (await this.stat(key)) return this.#sameAs(key, stored);
    try {
      await this.#client.send(new PutObjectCommand({ ...this.#place(key), Body: bytes, IfNoneMatch: "*" }));
    } catch (error) {
      if (!isNamed(error, "PreconditionFailed")) throw error;
      return this.#sameAs(key, stored);
    }
    return stored;
  }

  /** Makes one object of the parts; where the same object is there already, that one stays. */
  async #join(key: string, UploadId: string, Parts: readonly CompletedPart[], expected: Partial<StoredObject>): Promise<void> {
    if (await this.stat(key)) {
      await this.#sameAs(key, expected);
      return this.abortMultipart(key, UploadId);
    }
    const request = { ...this.#place(key), UploadId, MultipartUpload: { Parts: [...Parts] }, IfNoneMatch: "*" };
    await this.#client.send(new CompleteMultipartUploadCommand(request));
  }

  /** A second complete after the first one's answer got lost. */
  async #finishedBefore(key: string, sizeBytes: number, sha256?: string): Promise<StoredObject> {
    if (await this.stat(key)) return this.#sameAs(key, { sizeBytes, sha256 });
    throw new AppError("UPLOAD_INCOMPLETE", "This upload does not exist, or was aborted. Start a new one.", { detail: { key } });
  }

  /** @throws {AppError} UPLOAD_MISMATCH when the object that has the key is another one. */
  async #sameAs(key: string, expected: Partial<StoredObject>): Promise<StoredObject> {
    const found = await this.stat(key);
    const sha256 = found && found.sizeBytes === expected.sizeBytes ? await this.#hashOf(key) : null;
    if (!found || sha256 === null || (expected.sha256 ?? sha256) !== sha256) throw taken(key);
    return { sizeBytes: found.sizeBytes, sha256 };
  }

  async #listParts(key: string, uploadId: string): Promise<(StoredPart & { readonly etag: string })[] | null> {
    const found: (StoredPart & { readonly etag: string })[] = [];
    let PartNumberMarker: string | undefined;
    do {
      const request = { ...this.#place(key), UploadId: uploadId, PartNumberMarker };
      const page = await this.#client.send(new ListPartsCommand(request)).catch((error: unknown) => {
        if (isNamed(error, "NoSuchUpload")) return null;
        throw error;
      });
      if (!page) return null;
      for (const { PartNumber = 0, Size = 0, ETag = "" } of page.Parts ?? []) found.push({ part: PartNumber, sizeBytes: Size, etag: ETag });
      PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return found.toSorted((a, b) => a.part - b.part);
  }

  async #hashOf(key: string): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of await this.get(key)) hash.update(chunk as Buffer);
    return hash.digest("hex");
  }

  #place(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + checkKey(key) };
  }
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean => error instanceof Error && names.includes(error.name);

/** Chunks of PART_BYTES; the last one may be shorter, or empty when nothing came at all. */
async function* partsOf(source: Readable | Uint8Array): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const chunk of source instanceof Uint8Array ? Readable.from([source]) : source) {
    waiting.push(chunk as Buffer);
    waitingBytes += (chunk as Buffer).byteLength;
    while (waitingBytes > PART_BYTES) {
      const all = Buffer.concat(waiting);
      yield { bytes: all.subarray(0, PART_BYTES), isLast: false };
      waiting = [all.subarray(PART_BYTES)];
      waitingBytes -= PART_BYTES;
    }
  }
  yield { bytes: Buffer.concat(waiting), isLast: true };
}
