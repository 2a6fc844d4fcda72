/** @file A wall clock that is wrong on purpose, for one process: libfaketime, where it is installed. Monotonic time stays true. */
import { globSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { atTheEnd } from "./programs.ts";

const [LIBRARY] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");
export const hasFakeClock = LIBRARY !== undefined;
export const WHY_NO_FAKE_CLOCK = "libfaketime is not installed (apt-get install libfaketime)";

/** An offset as libfaketime reads it: `+1h`, `-1d`, `+0`. */
export class FakeClock {
  readonly #file: string;

  constructor(offset: string) {
    const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-clock-"));
    atTheEnd(() => rm(folder, { recursive: true, force: true }));
    this.#file = path.join(folder, "offset");
    this.set(offset);
  }

  /** The clock jumps. */
  set(offset: string): void {
    writeFileSync(this.#file, `${offset}\n`);
  }

  /** For the process that shall believe it. */
  get env(): NodeJS.ProcessEnv {
    return {
      LD_PRELOAD: LIBRARY!,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: "1",
      DONT_FAKE_MONOTONIC: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }
}
