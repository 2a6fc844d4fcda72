/** @file Imports weights in a process of their own: one after another, with limits of time and memory. */
import { AppError } from "@capstan/run/error-code";
import { OrderedProcess } from "../process/ordered-process.ts";
import { ProcessEnded, type ProcessLimits } from "../process/process-limits.ts";
import type { ImportedCheckpoint, ImportOrder } from "./import-order.ts";

const PROGRAM = new URL("./import-process.ts", import.meta.url);
const MIB = 1024 ** 2;
const LIMITS: ProcessLimits = {
  // A tensor is held twice while it is converted; the largest of a captioner has 60 MB.
  memoryBytesMax: 2_048 * MIB,
  watchEveryMs: 250,
  // Eight gigabytes at 20 MB a second.
  timeoutMs: 7 * 60_000,
};
const WAITING_MAX = 8;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

async function importOnce(order: ImportOrder): Promise<ImportedCheckpoint> {
  const process = new OrderedProcess<ImportOrder, never, ImportedCheckpoint>({
    name: "weights import",
    program: PROGRAM,
    limits: LIMITS,
    isUrgent: true,
  });
  try {
    return await process.run(order);
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error;
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      `Reading this file took more time or memory than it may (${error.why}). Import it with the command line, which reads it on your machine.`,
      { cause: error },
    );
  } finally {
    await process.end();
  }
}

/**
 * Reads the uploaded file and writes the checkpoint's files.
 * @throws {AppError} as planImport; RATE_LIMITED when too many wait.
 */
export async function importInChild(order: ImportOrder): Promise<ImportedCheckpoint> {
  if (waiting >= WAITING_MAX) throw new AppError("RATE_LIMITED", `${waiting} imports are waiting already. Try again in a minute.`);
  waiting++;
  const mine = last.then(() => importOnce(order));
  last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    waiting--;
  }
}
