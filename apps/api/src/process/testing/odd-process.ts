/** @file A child process for tests that misbehaves on request. */
import { existsSync } from "node:fs";
import { AppError } from "@capstan/run/error-code";
import { serveParent } from "../serve-parent.ts";

export type Oddity = "echo" | "hang" | "spin" | "grow" | "crash" | "refuse" | "fault" | "environment";

const [, , diesWhileThere] = process.argv;
if (diesWhileThere && existsSync(diesWhileThere)) process.exit(3);

const kept: Buffer[] = [];
serveParent<Oddity, unknown>("odd", async (oddity) => {
  switch (oddity) {
    case "echo":
      return process.pid;
    case "environment":
      return Object.keys(process.env);
    case "hang":
      return new Promise(() => {});
    case "spin":
      for (;;);
    case "grow":
      for (;;) {
        kept.push(Buffer.alloc(16 * 1024 ** 2, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case "crash":
      return process.abort();
    case "refuse":
      throw new AppError("IMAGE_CORRUPT", "No.");
    case "fault":
      throw new TypeError("a bug");
  }
});
