/** @file Other programs of this repository that the command starts: as programs, never by import. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "./cli-error.ts";
import { environmentWith } from "./config.ts";

/** Where this repository lies. */
export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs `file` (below the repository's root) with our terminal. @returns its exit code. @throws {CliError} when it is not there. */
export function runProgram(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const full = path.join(REPOSITORY, file);
  if (!existsSync(full)) throw new CliError(`${file} is missing from this installation. Fetch the repository again.`);
  const child = spawn(process.execPath, [full, ...args], { stdio: "inherit", env: environmentWith(env) });
  // The terminal sends Ctrl-C to the program too, which decides what it means; we wait for its end.
  const ignore = () => undefined;
  const pass = () => child.kill("SIGTERM");
  process.on("SIGINT", ignore);
  process.on("SIGTERM", pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
