/** @file One import in its process: what the process says, as calls. */
import { fork, type ChildProcess } from "node:child_process";
import os from "node:os";
import type { ImportProgress } from "@capstan/dataset/import-coco";
import type { NewPicture } from "@capstan/prisma/queries/insert-pictures";
import { childEnvironment } from "../captioning/child-environment.ts";
import type { FromImport, ImportedVersion, ImportOrder, ToImport } from "./import-messages.ts";

const PROGRAM = new URL("./import-process.ts", import.meta.url);
/** The largest caption files are parsed whole. */
const HEAP_MIB = 4096;
const END_MS = 5_000;
/** Behind the API and captions: an import may take a little longer. */
const NICE = 10;

/** The import came to an end that people should hear of. */
export class ImportRefused extends Error {
  override name = "ImportRefused";
}

export interface ImportListener {
  onProgress(progress: ImportProgress): void;
  /** The next pictures come when this is done. */
  onPictures(pictures: readonly NewPicture[]): Promise<void>;
}

export class RunningImport {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor() {
    this.#child = fork(PROGRAM, { env: childEnvironment(), execArgv: [`--max-old-space-size=${HEAP_MIB}`], stdio: ["ignore", "ignore", "pipe", "ipc"] });
    if (this.#child.pid !== undefined) os.setPriority(this.#child.pid, NICE);
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()).once("error", () => resolve()));
  }

  /**
   * Everything that was imported; pictures come by `listener` before.
   * @throws {ImportRefused} in words for people; {Error} for a fault of ours, also when the process dies.
   */
  run(order: Omit<ImportOrder, "type">, listener: ImportListener): Promise<ImportedVersion> {
    const child = this.#child;
    let lastWords = "";
    child.stderr!.on("data", (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-2_000)));
    return new Promise<ImportedVersion>((resolve, reject) => {
      child.on("error", reject);
      // Also when it has ended before it got its order.
      void this.#ended.then(() => reject(new Error(`The import's process ended (${child.signalCode ?? child.exitCode}): ${lastWords}`)));
      child.on("message", (message: FromImport) => {
        if (message.type === "progress") listener.onProgress(message.progress);
        else if (message.type === "pictures") listener.onPictures(message.pictures).then(() => this.#send({ type: "taken" }), reject);
        else if (message.type === "done") resolve(message.version);
        else reject(message.isForPeople ? new ImportRefused(message.message) : new Error(message.message));
      });
      this.#send({ type: "order", ...order });
    });
  }

  /** Ends the process, which deletes what it wrote when it is given the time. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#send({ type: "abort" });
    const overdue = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.#ended;
    clearTimeout(overdue);
  }

  #send(message: ToImport): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
