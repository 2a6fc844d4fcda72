/** @file How much memory another process holds. */
import { readFile } from "node:fs/promises";

const PAGE_BYTES = 4096;

/** Bytes in RAM, or null where the system does not tell (anything but Linux) and when the process is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => null);
  const pages = Number(text?.split(" ")[1]);
  return Number.isFinite(pages) ? pages * PAGE_BYTES : null;
}
