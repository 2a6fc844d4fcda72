/** @file Runs a command and keeps what it said for the case that it fails. */
import { spawn } from "node:child_process";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");

/** The Node of our dependencies: everything but the set-up runs on it, whatever the system's Node is. */
export const NODE = path.join(ROOT, "node_modules", "node", "bin", "node");

/** The environment in which `node`, `npx` and friends are ours. */
export const ourEnvironment = () => ({
  ...process.env,
  PATH: `${path.join(ROOT, "node_modules", ".bin")}${path.delimiter}${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
});

/**
 * Resolves to `{ code, output }`; `onLine` hears each line. Never rejects for an exit code: the caller knows what it means.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = ROOT, env = ourEnvironment(), onLine = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const hear = (chunk) => {
      output = (output + chunk).slice(-200_000);
      for (const line of String(chunk).split("\n")) if (line.trim()) onLine(line.trim().slice(0, 100));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
