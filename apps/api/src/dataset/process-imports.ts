/**
 * @file Imports, each in a process of its own, each worked on by one API at a time.
 *
 * A version's row says who works on it: its object prefix is made anew for each attempt, every write asks for it, and its
 * heartbeat tells the others to keep off. An API that dies leaves an old heartbeat behind; the next one starts over under
 * another prefix, and removes what the dead one had written.
 */
import { randomBytes } from "node:crypto";
import type { ImportProgress } from "@capstan/dataset/import-coco";
import { claimImport, findAbandonedImports, type ClaimedImport } from "@capstan/prisma/queries/claim-import";
import { touchImport } from "@capstan/prisma/queries/touch-import";
import { insertPictures, type NewPicture } from "@capstan/prisma/queries/insert-pictures";
import type { Database } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { withoutSigning, type ObjectSettings } from "../open-store.ts";
import { discardPrefix } from "./discard-prefix.ts";
import type { ImportedVersion, ImportOrder } from "./import-messages.ts";
import type { Imports } from "./imports.ts";
import { requireLinkable } from "./linked-folder.ts";
import { ImportRefused, RunningImport } from "./running-import.ts";

export interface ImportsOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly objects: ObjectSettings;
  readonly linkedFolders: readonly string[];
  readonly log: Logger;
}

/** Each takes a processor and some memory. */
const AT_ONCE = 2;
const HEARTBEAT_MS = 5_000;
const ABANDONED_SECONDS = 30;
const RESUME_EVERY_MS = 30_000;
const PROGRESS_EVERY_MS = 250;

/** Somebody else works on the import now, or nobody wants it any more. */
class ImportLost extends Error {
  override name = "ImportLost";
}

export function createImports(options: ImportsOptions): Imports {
  return new ProcessImports(options);
}

interface Work {
  /** Rows may be written only while the version still carries it. */
  readonly prefix: string;
  readonly process: RunningImport;
}

class ProcessImports implements Imports {
  readonly #options: ImportsOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #work = new Map<string, Work>();
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.resume(), RESUME_EVERY_MS);
    this.#timer.unref();
  }

  start(versionId: string): void {
    if (this.#isClosed || this.#running.has(versionId)) return;
    this.#waiting.add(versionId);
    this.#next();
  }

  async resume(): Promise<void> {
    try {
      for (const { id } of await findAbandonedImports(this.#options.database.system, ABANDONED_SECONDS)) this.start(id);
    } catch (error) {
      this.#options.log.warn({ err: error }, "imports that nobody works on could not be looked up; trying again later");
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#waiting.clear();
    await Promise.all([...this.#work.values()].map(({ process }) => process.end()));
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const versionId of this.#waiting) {
      if (this.#running.size >= AT_ONCE) return;
      this.#waiting.delete(versionId);
      const done = this.#take(versionId)
        .catch((error: unknown) => this.#options.log.error({ err: error, versionId }, "an import could not be taken up; trying again later"))
        .finally(() => {
          this.#running.delete(versionId);
          this.#next();
        });
      this.#running.set(versionId, done);
    }
  }

  /** Does the import, unless somebody else does. */
  async #take(versionId: string): Promise<void> {
    const { system } = this.#options.database;
    const before = await system.datasetVersion.findUnique({ where: { id: versionId }, select: { teamId: true, objectPrefix: true } });
    if (!before || this.#isClosed) return;
    const prefix = `${before.teamId}/datasets/${versionId}/${randomBytes(6).toString("hex")}`;
    const claimed = await claimImport(system, versionId, prefix, ABANDONED_SECONDS);
    if (!claimed) return;
    const work: Work = { prefix, process: new RunningImport() };
    this.#work.set(versionId, work);
    // Closed while it was claimed: nobody else ends this process.
    if (this.#isClosed) await work.process.end();
    const beat = setInterval(() => void this.#touch(versionId, work, null), HEARTBEAT_MS);
    try {
      await this.#forget(claimed, before.objectPrefix);
      await this.#finish(claimed, work, await this.#import(claimed, work));
    } catch (error) {
      await work.process.end();
      await this.#fail(claimed, work, error);
    } finally {
      clearInterval(beat);
      this.#work.delete(versionId);
      await work.process.end();
    }
  }

  async #import(version: ClaimedImport, work: Work): Promise<ImportedVersion> {
    const { objects } = this.#options;
    const order: Omit<ImportOrder, "type"> = { objects: withoutSigning(objects), prefix: work.prefix, from: await this.#sourceOf(version), limit: version.limit };
    let latest: ImportProgress | null = null;
    let indexed = 0;
    const write = async (): Promise<void> => {
      const progress = latest;
      latest = null;
      if (progress) await this.#touch(version.id, work, progress);
    };
    const timer = setInterval(() => void write(), PROGRESS_EVERY_MS);
    try {
      return await work.process.run(order, {
        onProgress: (progress) => (latest = progress),
        onPictures: async (pictures) => {
          latest = null;
          indexed += pictures.length;
          await this.#insert(version, work, pictures, { phase: "index", done: indexed, total: 0 });
        },
      });
    } finally {
      clearInterval(timer);
    }
  }

  async #sourceOf(version: ClaimedImport): Promise<ImportOrder["from"]> {
    const { database, linkedFolders } = this.#options;
    // Asked again here: what may be linked can have changed since the import was asked for.
    if (version.linkedRoot !== null) return { folder: await requireLinkable(version.linkedRoot, linkedFolders) };
    const where = { teamId_id: { teamId: version.teamId, id: version.uploadId ?? "" } };
    const upload = await database.system.upload.findUnique({ where, select: { objectKey: true, status: true } });
    if (upload?.status !== "COMPLETE") throw new ImportRefused("The uploaded zip is gone. Upload it again, and import it within a week.");
    return { key: upload.objectKey };
  }

  async #insert(version: ClaimedImport, work: Work, pictures: readonly NewPicture[], progress: object): Promise<void> {
    await this.#options.database.forTeams([version.teamId], async (tx) => {
      // Also takes the row's lock: whoever takes the import over waits until these rows are there to be removed.
      if (!(await touchImport(tx, version.id, work.prefix, progress))) throw new ImportLost();
      await insertPictures(tx, version.teamId, version.id, pictures);
    });
  }

  async #finish(version: ClaimedImport, work: Work, imported: ImportedVersion): Promise<void> {
    const { report, contentHash } = imported;
    const { system } = this.#options.database;
    const twin = await system.datasetVersion.findFirst({
      where: { teamId: version.teamId, datasetId: version.datasetId, contentHash, status: "READY" },
      select: { number: true },
      orderBy: { number: "asc" },
    });
    const advice = `The content is the same as in version ${twin?.number}: a run on either trains on the same pictures and captions.`;
    const identical = twin ? { identical: { count: 1, examples: [`version ${twin.number}`], advice } } : {};
    await this.#write(version.id, work, {
      status: "READY",
      readyAt: new Date(),
      report: jsonOf({ ...report, ...identical }),
      contentHash,
      files: imported.files.map((file) => ({ ...file })),
      pictureCount: report.pictures,
      captionCount: report.captions,
      trainCount: report.bySplit.train,
      valCount: report.bySplit.val,
      testCount: report.bySplit.test,
      sizeBytes: imported.picturesBytes,
      linkedRoot: imported.linkedRoot,
      heartbeatAt: null,
    });
  }

  /** Removes all that was written, then says why; when the API is closing it only lets go, and the next start takes it up. */
  async #fail(version: ClaimedImport, work: Work, error: unknown): Promise<void> {
    const { database, store, log } = this.#options;
    if (error instanceof ImportLost || !(await touchImport(database.system, version.id, work.prefix, null))) {
      // The rows are somebody else's by now; only the objects are still ours.
      await discardPrefix(store, work.prefix);
      return;
    }
    await this.#forget(version, work.prefix);
    if (this.#isClosed) return this.#write(version.id, work, { heartbeatAt: null });
    const isForPeople = error instanceof ImportRefused || error instanceof AppError;
    if (!isForPeople) log.error({ err: error, versionId: version.id }, "an import failed");
    const failure = isForPeople
      ? error.message
      : `The import broke off because of a fault of the server. Import again; if it breaks off again, tell whoever runs the server: ${version.id}.`;
    await this.#write(version.id, work, { status: "FAILED", failure, heartbeatAt: null });
  }

  /** Removes what an attempt left behind. */
  async #forget(version: ClaimedImport, prefix: string): Promise<void> {
    const { id: versionId, teamId } = version;
    await this.#options.database.forTeams([teamId], (tx) => tx.picture.deleteMany({ where: { teamId, versionId } }));
    if (prefix !== "") await discardPrefix(this.#options.store, prefix);
  }

  /** While the database is away the import goes on; when it is somebody else's it ends. */
  async #touch(versionId: string, work: Work, progress: ImportProgress | null): Promise<void> {
    try {
      if (!(await touchImport(this.#options.database.system, versionId, work.prefix, progress))) await work.process.end();
    } catch (error) {
      this.#options.log.warn({ err: error, versionId }, "an import's progress could not be written");
    }
  }

  /** @throws {ImportLost} */
  async #write(versionId: string, work: Work, data: Parameters<Database["system"]["datasetVersion"]["updateMany"]>[0]["data"]): Promise<void> {
    const { count } = await this.#options.database.system.datasetVersion.updateMany({ where: ours(versionId, work), data });
    if (count === 0) throw new ImportLost();
  }
}

/** Plain data, as the column takes it. */
const jsonOf = (value: object): object => JSON.parse(JSON.stringify(value)) as object;

const ours = (id: string, work: Work) => ({ id, objectPrefix: work.prefix, status: "IMPORTING" }) as const;
