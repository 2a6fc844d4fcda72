/** @file A disk of a few megabytes that can be filled and emptied: a tmpfs of its own, where we may mount one. */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { atTheEnd } from "./programs.ts";

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Takes away what `fill` wrote. */
  free(): void;
}

/** @returns why there can be none, as a text, where mounting is not allowed. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "capstan-fault", folder], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    await rm(folder, { recursive: true });
    return `no tmpfs may be mounted here (${String((error as { stderr?: Buffer }).stderr ?? error).trim()})`;
  }
  atTheEnd(async () => {
    execFileSync("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
  });
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    fill() {
      const file = openSync(ballast, "a");
      try {
        // Down to single bytes: what is left must not hold even a short line.
        for (let size = 1024 ** 2; size >= 1;) {
          try {
            writeSync(file, Buffer.alloc(size));
          } catch {
            size = size === 1 ? 0 : Math.max(1, size >> 3);
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
  };
}
