/** @file Imports weights in a process of their own: one after another, with limits of time and memory. */
import { AppError } from "@capstan/run/error-code";
import type { Logger } from "pino";
import { KeptProcess, ProcessEnded } from "../captioning/kept-process.ts";
import type { ImportedCheckpoint, ImportOrder } from "./import-order.ts";

const PROGRAM = new URL("./import-process.ts", import.meta.url);
const MIB = 1024 ** 2;
/** A tensor is held twice while it is converted; the largest of a captioner has 60 MB. */
const MEMORY_BYTES_MAX = 2_048 * MIB;
/** Eight gigabytes at 20 MB a second. */
const TIMEOUT_MS = 7 * 60_000;
const WAITING_MAX = 8;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

async function importOnce(order: ImportOrder, log: Logger): Promise<ImportedCheckpoint> {
  let process: KeptProcess<ImportOrder, ImportedCheckpoint> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const child: KeptProcess<ImportOrder, ImportedCheckpoint> = new KeptProcess(
        { name: "weights import", program: PROGRAM, memoryBytesMax: MEMORY_BYTES_MAX, watchEveryMs: 250, timeoutMs: TIMEOUT_MS, log },
        () => (child.isIdle ? resolve() : child.startsWell ? undefined : reject(new Error("The process that imports weights does not start."))),
      );
      process = child;
    });
    return await process!.ask(order);
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error;
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      `Reading this file took more time or memory than it may (${error.why}). Import it with the command line, which reads it on your machine.`,
      { cause: error },
    );
  } finally {
    await process?.close();
  }
}

/**
 * Reads the uploaded file and writes the checkpoint's files.
 * @throws {AppError} as planImport; RATE_LIMITED when too many wait.
 */
export async function importInChild(order: ImportOrder, log: Logger): Promise<ImportedCheckpoint> {
  if (waiting >= WAITING_MAX) throw new AppError("RATE_LIMITED", `${waiting} imports are waiting already. Try again in a minute.`);
  waiting++;
  const mine = last.then(() => importOnce(order, log));
  last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    waiting--;
  }
}
