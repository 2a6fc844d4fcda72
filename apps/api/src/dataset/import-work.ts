/**
 * @file What importing a dataset version is, as work in the background (process/claimed-work.ts).
 *
 * A version's row says who works on it: its object prefix is made anew for each attempt, and every write asks for it. Whoever
 * takes up the import of an API that died starts over under another prefix, and removes what the dead one had written.
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
import { type BackgroundWork, ClaimedWork, type Piece, type WorkKind } from "../process/claimed-work.ts";
import { OrderedProcess } from "../process/ordered-process.ts";
import { discardPrefix } from "./discard-prefix.ts";
import type { ImportedVersion, ImportEvent, ImportOrder } from "./import-messages.ts";
import { requireLinkable } from "./linked-folder.ts";

export interface ImportsOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly objects: ObjectSettings;
  readonly linkedFolders: readonly string[];
  readonly log: Logger;
}

const PROGRAM = new URL("./import-process.ts", import.meta.url);
/** The largest caption files are parsed whole. */
const HEAP_MIB = 4096;
const PROGRESS_EVERY_MS = 250;

/** Somebody else works on the import now, or nobody wants it any more. */
class ImportLost extends Error {
  override name = "ImportLost";
}

type ImportProcess = OrderedProcess<ImportOrder, ImportEvent, ImportedVersion>;
interface MyImport extends ClaimedImport {
  /** Rows may be written only while the version still carries it. */
  readonly prefix: string;
  /** Of the attempt before; empty when this is the first. */
  readonly earlierPrefix: string;
}
type ImportPiece = Piece<MyImport, ImportProcess, ImportProgress>;

export const createImports = (options: ImportsOptions): BackgroundWork => new ClaimedWork(new ImportWork(options), options.log);

class ImportWork implements WorkKind<MyImport, ImportProcess, ImportProgress> {
  readonly name = "import";
  /** Each takes a processor and some memory. */
  readonly atOnce = 2;
  readonly #options: ImportsOptions;

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  findOpen(abandonedSeconds: number): Promise<readonly { readonly id: string }[]> {
    return findAbandonedImports(this.#options.database.system, abandonedSeconds);
  }

  async claim(id: string, abandonedSeconds: number): Promise<MyImport | null> {
    const { system } = this.#options.database;
    const before = await system.datasetVersion.findUnique({ where: { id }, select: { teamId: true, objectPrefix: true } });
    if (!before) return null;
    const prefix = `${before.teamId}/datasets/${id}/${randomBytes(6).toString("hex")}`;
    const claimed = await claimImport(system, id, prefix, abandonedSeconds);
    return claimed && { ...claimed, prefix, earlierPrefix: before.objectPrefix };
  }

  touch({ id, prefix }: MyImport, progress: ImportProgress | null): Promise<boolean> {
    return touchImport(this.#options.database.system, id, prefix, progress);
  }

  createProcess(): ImportProcess {
    return new OrderedProcess({ name: this.name, program: PROGRAM, heapMib: HEAP_MIB });
  }

  async work(piece: ImportPiece): Promise<void> {
    await this.#forget(piece.claim, piece.claim.earlierPrefix);
    await this.#finish(piece.claim, await this.#import(piece));
  }

  /** Removes all that was written, then says why. */
  async fail(mine: MyImport, error: unknown, isClosing: boolean): Promise<void> {
    const { store, log } = this.#options;
    if (error instanceof ImportLost || !(await this.touch(mine, null))) {
      // The rows are somebody else's by now; only the objects are still ours.
      await discardPrefix(store, mine.prefix);
      return;
    }
    await this.#forget(mine, mine.prefix);
    if (isClosing) return this.#write(mine, { heartbeatAt: null });
    const isForPeople = error instanceof AppError;
    if (!isForPeople) log.error({ err: error, versionId: mine.id }, "an import failed");
    const failure = isForPeople
      ? error.message
      : `The import broke off because of a fault of the server. Import again; if it breaks off again, tell whoever runs the server: ${mine.id}.`;
    await this.#write(mine, { status: "FAILED", failure, heartbeatAt: null });
  }

  async #import({ claim: mine, process, report }: ImportPiece): Promise<ImportedVersion> {
    const order: ImportOrder = {
      objects: withoutSigning(this.#options.objects),
      prefix: mine.prefix,
      from: await this.#sourceOf(mine),
      limit: mine.limit,
    };
    let latest: ImportProgress | null = null;
    let indexed = 0;
    const write = async (): Promise<void> => {
      const progress = latest;
      latest = null;
      if (progress) await report(progress);
    };
    const timer = setInterval(() => void write(), PROGRESS_EVERY_MS);
    try {
      return await process.run(order, async (event) => {
        if ("progress" in event) {
          latest = event.progress;
          return;
        }
        latest = null;
        indexed += event.pictures.length;
        await this.#insert(mine, event.pictures, { phase: "index", done: indexed, total: 0 });
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
    if (upload?.status !== "COMPLETE")
      throw new AppError("UPLOAD_INCOMPLETE", "The uploaded zip is gone. Upload it again, and import it within a week.");
    return { key: upload.objectKey };
  }

  async #insert(version: MyImport, pictures: readonly NewPicture[], progress: object): Promise<void> {
    await this.#options.database.forTeams([version.teamId], async (tx) => {
      // Also takes the row's lock: whoever takes the import over waits until these rows are there to be removed.
      if (!(await touchImport(tx, version.id, version.prefix, progress))) throw new ImportLost();
      await insertPictures(tx, version.teamId, version.id, pictures);
    });
  }

  async #finish(version: MyImport, imported: ImportedVersion): Promise<void> {
    const { report, contentHash } = imported;
    const { system } = this.#options.database;
    const twin = await system.datasetVersion.findFirst({
      where: { teamId: version.teamId, datasetId: version.datasetId, contentHash, status: "READY" },
      select: { number: true },
      orderBy: { number: "asc" },
    });
    const advice = `The content is the same as in version ${twin?.number}: a run on either trains on the same pictures and captions.`;
    const identical = twin ? { identical: { count: 1, examples: [`version ${twin.number}`], advice } } : {};
    await this.#write(version, {
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

  /** Removes what an attempt left behind. */
  async #forget(version: ClaimedImport, prefix: string): Promise<void> {
    const { id: versionId, teamId } = version;
    await this.#options.database.forTeams([teamId], (tx) => tx.picture.deleteMany({ where: { teamId, versionId } }));
    if (prefix !== "") await discardPrefix(this.#options.store, prefix);
  }

  /** @throws {ImportLost} */
  async #write({ id, prefix }: MyImport, data: Parameters<Database["system"]["datasetVersion"]["updateMany"]>[0]["data"]): Promise<void> {
    const where = { id, objectPrefix: prefix, status: "IMPORTING" } as const;
    const { count } = await this.#options.database.system.datasetVersion.updateMany({ where, data });
    if (count === 0) throw new ImportLost();
  }
}

/** Plain data, as the column takes it. */
const jsonOf = (value: object): object => JSON.parse(JSON.stringify(value)) as object;
