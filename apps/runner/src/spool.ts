/**
 * @file Reports that wait on disk until the API has them: a log of numbered records, in files of a few megabytes.
 *
 * Guarantees: append resolves when the record is durable; records leave in the order they came; nothing is dropped while
 * the disk holds it: a full spool or a full disk makes append wait. What a crash tore is cut off on opening.
 * Does not know what a report is, or how it is sent (outbox-loop.ts).
 */
import { type FileHandle, mkdir, open, readdir, readFile, truncate, unlink } from "node:fs/promises";
import path from "node:path";
import { pause } from "./pause.ts";
import { syncFolder } from "./persist.ts";
import { encodeRecord, HEADER_BYTES, type Located, scanRecords } from "./spool-record.ts";

export interface SpoolOptions {
  readonly folder: string;
  readonly bytesMax: number;
  readonly segmentBytes?: number;
  /** Called when the disk refuses a record; append goes on trying. */
  readonly onDiskFull?: (error: Error) => void;
  readonly retryMs?: number;
}
interface Record extends Located {
  readonly file: string;
}
interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
}

/** A record that the API asks for again is no longer here. */
export class SpoolLost extends Error {
  override name = "SpoolLost";
}

const fileOf = (folder: string, firstSequence: number) => path.join(folder, `${String(firstSequence).padStart(16, "0")}.log`);

export class Spool {
  // set once
  readonly #options: Required<SpoolOptions>;
  // guarded: the records that are on disk, in order without holes, and the two places in them
  #records: Record[] = [];
  #nextSequence = 0;
  #cursor = 0;
  #acknowledged = -1;
  #bytes = 0;
  #active: { handle: FileHandle; file: string; bytes: number } | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  #waiters: Waiter[] = [];
  #changed = Promise.withResolvers<void>();

  private constructor(options: SpoolOptions) {
    this.#options = { segmentBytes: 4 * 1024 ** 2, onDiskFull: () => undefined, retryMs: 1000, ...options };
  }

  /** Opens or creates the spool in `folder`, cutting off what a crash left unfinished. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    await mkdir(options.folder, { recursive: true });
    const names = (await readdir(options.folder)).filter((name) => /^\d{16}\.log$/.test(name)).toSorted();
    let isSound = true;
    for (const name of names) {
      const file = path.join(options.folder, name);
      if (isSound) isSound = await spool.#adopt(file);
      // What follows damage can never be sent in order; the steps in it are trained again.
      else await unlink(file);
    }
    spool.#cursor = spool.#records[0]?.sequence ?? spool.#nextSequence;
    spool.#acknowledged = spool.#cursor - 1;
    return spool;
  }

  /** Takes over one file of an earlier process; false when it held damage. */
  async #adopt(file: string): Promise<boolean> {
    const log = await readFile(file);
    const { records, soundBytes } = scanRecords(log);
    this.#nextSequence = Math.max(this.#nextSequence, Number(path.basename(file, ".log")));
    let sound = 0;
    for (const record of records) {
      if (record.sequence !== this.#nextSequence) break;
      this.#records.push({ ...record, file });
      this.#nextSequence++;
      this.#bytes += HEADER_BYTES + record.bodyBytes;
      sound = record.offset + HEADER_BYTES + record.bodyBytes;
    }
    if (sound < log.length) await truncate(file, sound);
    return sound === soundBytes && soundBytes === log.length;
  }

  /** The number that the next appended record will have. */
  get nextSequence(): number {
    return this.#nextSequence;
  }
  /** Everything up to here is the API's; -1 before the first. */
  get acknowledged(): number {
    return this.#acknowledged;
  }
  /** Bytes that wait for the API. */
  get waitingBytes(): number {
    return this.#bytes;
  }
  get isFull(): boolean {
    return this.#bytes >= this.#options.bytesMax;
  }

  /**
   * Adds a record and resolves to its sequence once it is durable. Waits while the spool or the disk is full.
   * When `signal` aborts while it waits, it resolves to -1 and nothing was written.
   */
  append(body: string, signal?: AbortSignal): Promise<number> {
    const done = this.#writing.then(() => this.#append(Buffer.from(body), signal));
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async #append(body: Buffer, signal?: AbortSignal): Promise<number> {
    const isOver = () => signal?.aborted === true;
    while (this.isFull && !isOver()) await Promise.race([this.#changed.promise, pause(1000, signal)]);
    while (!isOver()) {
      try {
        return await this.#write(body);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ENOSPC" && code !== "EDQUOT") throw error;
        this.#options.onDiskFull(error as Error);
        await pause(this.#options.retryMs, signal);
      }
    }
    return -1;
  }

  async #write(body: Buffer): Promise<number> {
    const sequence = this.#nextSequence;
    const active = await this.#activeFile();
    const record = encodeRecord(sequence, body);
    try {
      await active.handle.write(record, 0, record.length, active.bytes);
      await active.handle.datasync();
    } catch (error) {
      await active.handle.truncate(active.bytes);
      throw error;
    }
    this.#records.push({ sequence, offset: active.bytes, bodyBytes: body.length, file: active.file });
    active.bytes += record.length;
    this.#bytes += record.length;
    this.#nextSequence++;
    this.#announce();
    return sequence;
  }

  async #activeFile(): Promise<{ handle: FileHandle; file: string; bytes: number }> {
    if (this.#active && this.#active.bytes < this.#options.segmentBytes) return this.#active;
    await this.#active?.handle.close();
    this.#active = null;
    const file = fileOf(this.#options.folder, this.#nextSequence);
    const handle = await open(file, "w");
    try {
      await syncFolder(this.#options.folder);
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#active = { handle, file, bytes: 0 };
    return this.#active;
  }

  /** The oldest record that is not yet sent, or null. */
  async peek(): Promise<{ sequence: number; body: string } | null> {
    const record = this.#at(this.#cursor);
    if (!record) return null;
    const handle = await open(record.file, "r");
    try {
      const body = Buffer.alloc(record.bodyBytes);
      await handle.read(body, 0, record.bodyBytes, record.offset + HEADER_BYTES);
      return { sequence: record.sequence, body: body.toString("utf8") };
    } finally {
      await handle.close();
    }
  }

  #at(sequence: number): Record | undefined {
    const first = this.#records[0];
    return first && this.#records[sequence - first.sequence];
  }

  /** The API has everything up to `sequence`. Files that hold nothing else are deleted. */
  async acknowledge(sequence: number): Promise<void> {
    if (sequence <= this.#acknowledged) return;
    for (let done = this.#acknowledged + 1; done <= sequence; done++) {
      const record = this.#at(done);
      if (record) this.#bytes -= HEADER_BYTES + record.bodyBytes;
    }
    this.#acknowledged = sequence;
    this.#cursor = Math.max(this.#cursor, sequence + 1);
    if (sequence >= this.#nextSequence) this.#jumpTo(sequence + 1);
    await this.#deleteDone();
    this.#waiters = this.#waiters.filter((waiter) => {
      if (waiter.sequence <= sequence) waiter.resolve();
      return waiter.sequence > sequence;
    });
    this.#announce();
  }

  /** The API has reports that this disk never held: go on after them, in a file of their own. */
  #jumpTo(sequence: number): void {
    this.#nextSequence = sequence;
    if (this.#active) this.#active.bytes = Number.POSITIVE_INFINITY;
  }

  /** Deletes the files before the first record that waits; the one being written stays, as a rewind may still want it. */
  async #deleteDone(): Promise<void> {
    const isJumped = this.#active?.bytes === Number.POSITIVE_INFINITY;
    const kept = this.#at(this.#acknowledged + 1)?.file ?? (isJumped ? undefined : this.#active?.file);
    let count = 0;
    const gone = new Set<string>();
    while (this.#records[count] && this.#records[count]!.file !== kept) gone.add(this.#records[count++]!.file);
    if (count === 0) return;
    this.#records.splice(0, count);
    for (const file of gone) await unlink(file);
  }

  /**
   * Goes back, or on, to `expected`, which the API named as the next one that it takes.
   * @throws {SpoolLost} when that record was deleted or never written here.
   */
  async rewind(expected: number): Promise<void> {
    if (expected > this.#acknowledged + 1) await this.acknowledge(expected - 1);
    if (expected !== this.#nextSequence && !this.#at(expected))
      throw new SpoolLost(`The API wants report ${expected} again; the runner holds ${this.#records[0]?.sequence ?? "none"} and later.`);
    // What the API has lost waits again.
    for (let lost = expected; lost <= this.#acknowledged; lost++) this.#bytes += HEADER_BYTES + this.#at(lost)!.bodyBytes;
    this.#acknowledged = Math.min(this.#acknowledged, expected - 1);
    this.#cursor = expected;
    this.#announce();
  }

  /** Resolves once the API has everything up to `sequence`, or when `signal` aborts. */
  async whenAcknowledged(sequence: number, signal: AbortSignal): Promise<void> {
    if (sequence <= this.#acknowledged || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.push({ sequence, resolve });
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }

  /** Resolves at the next change: a record more, an acknowledgement, a rewind. */
  whenChanged(): Promise<void> {
    return this.#changed.promise;
  }

  #announce(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#active?.handle.close();
    this.#active = null;
  }
}
