/** @file One program of the platform: started with its own log, watched, started again when it may be, ended in order. */
import { spawn, type ChildProcess } from "node:child_process";
import { openSync, closeSync, readFileSync, renameSync, existsSync, statSync } from "node:fs";
import path from "node:path";

export interface ServiceOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Started again when it dies, with growing pauses. Otherwise its end is the platform's. */
  readonly restart: boolean;
  /** Called when it died although nobody asked. */
  readonly onDeath: (why: string) => void;
  /** How long it may take to end before it is killed. */
  readonly stopMs: number;
}
export interface Service {
  readonly name: string;
  readonly pid: () => number | undefined;
  stop(): Promise<void>;
}

const RESTART_MIN_MS = 500;
const RESTART_MAX_MS = 30_000;
/** Alive this long, a service counts as well again. */
const HEALTHY_MS = 60_000;
const LOG_MAX_BYTES = 20 * 1024 ** 2;

const NODE = path.resolve(import.meta.dirname, "../../node_modules/node/bin/node");

export function lastLogLines(logFile: string, count = 5): string {
  if (!existsSync(logFile)) return "";
  return readFileSync(logFile, "utf8").trim().split("\n").slice(-count).join("\n");
}

export function startService(options: ServiceOptions): Service {
  let child: ChildProcess | null = null;
  let isStopping = false;
  let pauseMs = RESTART_MIN_MS;
  let timer: NodeJS.Timeout | null = null;

  const start = (): void => {
    if (existsSync(options.logFile) && statSync(options.logFile).size > LOG_MAX_BYTES)
      renameSync(options.logFile, `${options.logFile}.old`);
    const log = openSync(options.logFile, "a");
    const startedMs = Date.now();
    // A process group of its own: Ctrl-C reaches us alone, and we end the services in order. The pipe on its standard
    // input closes when we die, whatever the reason: the programs end then.
    child = spawn(NODE, options.args, { cwd: options.cwd, env: options.env, stdio: ["pipe", log, log], detached: true });
    closeSync(log);
    child.once("exit", (code, signal) => {
      child = null;
      if (isStopping) return;
      if (Date.now() - startedMs > HEALTHY_MS) pauseMs = RESTART_MIN_MS;
      options.onDeath(signal ? `was ended by ${signal}` : `ended with code ${code}`);
      if (!options.restart) return;
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, RESTART_MAX_MS);
    });
  };
  start();

  return {
    name: options.name,
    pid: () => child?.pid,
    async stop() {
      isStopping = true;
      if (timer) clearTimeout(timer);
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const ended = new Promise((resolve) => ending.once("exit", resolve));
      ending.kill("SIGTERM");
      const killer = setTimeout(() => ending.kill("SIGKILL"), options.stopMs);
      await ended;
      clearTimeout(killer);
    },
  };
}
