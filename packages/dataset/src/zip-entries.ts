/** @file The entries of a zip that somebody sent: which are taken, and what makes the whole archive refused. */
import { AppError } from "@capstan/run/error-code";
import type { Entry } from "yauzl";
import { FILES_MAX } from "./caption-source.ts";
import { isSafePath } from "./manifest.ts";

/** Bytes of all files together, when unpacked. */
export const UNPACKED_BYTES_MAX = 20 * 1024 ** 3;
/** How many times larger than packed: pictures hardly shrink, captions about five times. */
export const RATIO_MAX = 100;
/** Bytes below which a ratio says nothing. */
export const RATIO_FLOOR = 1024 ** 2;

const STORED = 0;
const DEFLATED = 8;
const UNIX_TYPE_MASK = 0o170000;
const UNIX_FILE = 0o100000;
/** What a Mac or a file manager adds; nobody means it. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|\._)/;

export const refuseZip = (why: string, detail: Readonly<Record<string, unknown>> = {}): AppError =>
  new AppError("DATASET_INVALID", `The zip is refused: ${why}. Pack the folder again with an ordinary zip program and send that.`, {
    detail,
  });

/** Judges entries one by one as they are listed. Nothing is unpacked, and no name becomes a file's name. */
export class ZipEntryCheck {
  readonly #names = new Set<string>();
  readonly #archiveBytes: number;
  #unpackedBytes = 0;
  #packedBytes = 0;

  /** @param archiveBytes of the zip itself. */
  constructor(archiveBytes: number, entryCount: number) {
    this.#archiveBytes = archiveBytes;
    if (entryCount > FILES_MAX) throw refuseZip(`it lists ${entryCount} entries, at most ${FILES_MAX} are taken`);
  }

  /**
   * True when the entry is a file to take; false for folders and clutter.
   * @throws {AppError} DATASET_INVALID when the entry makes the archive one to refuse.
   */
  accept(entry: Entry): boolean {
    const shown = JSON.stringify(entry.fileName.slice(0, 200));
    if (entry.isEncrypted()) throw refuseZip(`${shown} is encrypted`);
    const isFolder = entry.fileName.endsWith("/");
    const name = isFolder ? entry.fileName.slice(0, -1) : entry.fileName;
    if (!isSafePath(name)) throw refuseZip(`${shown} is a name that leads elsewhere`);
    checkType(entry, isFolder, shown);
    if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
      throw refuseZip(`${shown} is packed in a way that is not supported`);
    this.#checkClash(name, shown);
    this.#checkSizes(entry, shown);
    return !isFolder && !CLUTTER.test(name);
  }

  #checkClash(name: string, shown: string): void {
    // Also other ways to write the same letters: some file systems take them for one.
    const folded = name.normalize("NFC").toLowerCase();
    if (this.#names.has(folded)) throw refuseZip(`${shown} is there twice, or differs from another name by case alone`);
    this.#names.add(folded);
  }

  /** What the headers announce; reading counts again, because they may lie. */
  #checkSizes({ compressedSize, uncompressedSize }: Entry, shown: string): void {
    this.#packedBytes += compressedSize;
    this.#unpackedBytes += uncompressedSize;
    if (this.#packedBytes > this.#archiveBytes) throw refuseZip("its entries overlap");
    if (uncompressedSize > RATIO_FLOOR && uncompressedSize > compressedSize * RATIO_MAX)
      throw refuseZip(`${shown} would grow more than ${RATIO_MAX} times`);
    if (this.#unpackedBytes > UNPACKED_BYTES_MAX) throw refuseZip("it would unpack to more than 20 GiB");
    if (this.#unpackedBytes > RATIO_FLOOR && this.#unpackedBytes > this.#archiveBytes * RATIO_MAX)
      throw refuseZip(`it would grow more than ${RATIO_MAX} times`);
  }
}

/** Files and folders only: no links, devices or pipes. */
function checkType(entry: Entry, isFolder: boolean, shown: string): void {
  const type = (entry.externalFileAttributes >>> 16) & UNIX_TYPE_MASK;
  // The type is read whoever claims to have made the entry: some unpackers do.
  if (type !== 0 && type !== UNIX_FILE && !(isFolder && type === 0o040000)) throw refuseZip(`${shown} is a link or a device, not a file`);
}
