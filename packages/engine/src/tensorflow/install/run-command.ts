/** @file Other programs that an installation needs: npm, a compiler, something that unpacks. */
import { spawnSync } from "node:child_process";
import { InstallError } from "./say.ts";

interface CommandOptions {
  readonly cwd?: string;
  /** Said when the command fails, before its own last words. */
  readonly otherwise: string;
}

/** Its output. @throws {InstallError} with the last lines that it said. */
export function runCommand(command: string, args: readonly string[], { cwd, otherwise }: CommandOptions): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 64 * 2 ** 20 });
  if (status === 0) return stdout;
  const last = (error?.message ?? `${stdout}\n${stderr}`).trim().split("\n").slice(-6).join("\n  ");
  throw new InstallError(`${otherwise}\n  ${command} ${args[0] ?? ""}: ${last}`);
}

export const hasCommand = (command: string): boolean => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
