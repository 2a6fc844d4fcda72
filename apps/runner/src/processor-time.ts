/** @file How much processor time another process has used, from the kernel. */
import { readFileSync } from "node:fs";

/** Linux counts it in hundredths of a second on every platform that Node runs on (USER_HZ). */
const MS_PER_TICK = 10;

/** User and system time of `pid` in milliseconds, all of its threads; null where that cannot be read. */
export function processorTimeMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, and may hold anything: count from behind it. utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * MS_PER_TICK : null;
  } catch {
    return null;
  }
}
