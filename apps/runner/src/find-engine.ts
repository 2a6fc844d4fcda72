/** @file What a trainer will compute with here, found out before the first run: a team sees at once whether its GPU is used. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { EngineWishes } from "@capstan/engine/prepare-engine";

export type EngineWanted = Pick<EngineWishes, "choice" | "precision" | "threads">;
/** `failure` says what is wrong and what to do. */
export type EngineFound = { readonly engine: EngineSummary; readonly failure: null } | { readonly engine: null; readonly failure: string };

const PROGRAM = fileURLToPath(new URL("./engine-probe.ts", import.meta.url));
/** A GPU's libraries may take half a minute to load for the first time. */
const PATIENCE_MS = 120_000;
const STDERR_BYTES = 2000;

/** Loads the engine in a child process, which then ends. Never throws: a machine that computes nothing can still say so. */
export async function findEngine(
  wanted: EngineWanted,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  program = PROGRAM,
): Promise<EngineFound> {
  const child = fork(program, [], { env, stdio: ["ignore", "ignore", "pipe", "ipc"], serialization: "json" });
  let stderr = "";
  child.stderr!.on("data", (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_BYTES)));
  let found: EngineFound | null = null;
  child.on("message", (message: EngineFound) => (found = message));
  const end = (): void => void child.kill("SIGKILL");
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  patience.addEventListener("abort", end, { once: true });
  child.on("error", (error) => (stderr += error.message));
  child.send(wanted, () => undefined);
  const [code, killedBy] = (await once(child, "close").catch(() => [null, null])) as [number | null, NodeJS.Signals | null];
  patience.removeEventListener("abort", end);
  if (found !== null) return found;
  const how = patience.aborted ? "was ended, since it did not answer in time" : `ended by itself (${killedBy ?? `exit code ${code}`})`;
  return { engine: null, failure: `The process that loads the engine ${how}. ${stderr.trim()}`.trim() };
}
