/** @file Programs that the fault matrix starts, breaks and never leaves behind: each is known by its pid. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
export const NODE = path.join(ROOT, "node_modules/node/bin/node");

export interface ProgramOptions {
  readonly name: string;
  /** Of our Node, from the repository's root. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its standard output and errors; appended to. */
  readonly logFile: string;
}
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
}
/** A line of a log of ours. `atMs` is the program's own clock. */
export interface LogLine {
  readonly atMs: number;
  readonly level: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const alive = new Set<Program>();
/** Undone at the end, whatever happened, the last first: mounts, servers, folders. */
const endings: (() => Promise<void>)[] = [];

export class Program {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;

  constructor({ name, args, env, logFile }: ProgramOptions) {
    const log = openSync(logFile, "a");
    // The pipe on its standard input closes when we die, however we die: our programs end then.
    this.#child = spawn(NODE, [...args], { cwd: ROOT, env, stdio: ["pipe", log, log], detached: true });
    closeSync(log);
    this.#child.stdin!.on("error", () => {});
    this.name = name;
    this.pid = this.#child.pid!;
    this.logFile = logFile;
    alive.add(this);
    this.exited = new Promise((resolve) =>
      this.#child.once("exit", (code, signal) => {
        alive.delete(this);
        resolve({ code, signal, atMs: Date.now() });
      }),
    );
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child.kill(signal);
  }

  /** SIGKILL, and gone when it resolves. */
  async kill(): Promise<Exit> {
    this.signal("SIGKILL");
    return this.exited;
  }

  /** SIGTERM; SIGKILL when that takes longer than `patienceMs`. */
  async end(patienceMs = 20_000): Promise<Exit> {
    this.signal("SIGTERM");
    this.signal("SIGCONT");
    const killer = setTimeout(() => this.signal("SIGKILL"), patienceMs);
    const exit = await this.exited;
    clearTimeout(killer);
    return exit;
  }

  /** What it logged, in order; lines that are not JSON are left out. */
  log(): LogLine[] {
    return readFileSync(this.logFile, "utf8")
      .split("\n")
      .flatMap((text) => {
        try {
          const { time, level, msg, ...fields } = JSON.parse(text) as { time: number | string; level: number; msg?: string };
          return [{ atMs: typeof time === "number" ? time : Date.parse(time), level, message: msg ?? "", fields }];
        } catch {
          return [];
        }
      });
  }
}

/** When we end without a good-bye, nothing of ours stays: what is left is killed at once. */
const lastWords = new Set<() => void>();
export function atExit(kill: () => void): void {
  lastWords.add(kill);
}
process.on("exit", () => {
  for (const program of alive) program.signal("SIGKILL");
  for (const kill of lastWords) kill();
});

/** Has `ending` called when the matrix ends, also on Ctrl-C and on failure. */
export function atTheEnd(ending: () => Promise<void>): void {
  endings.push(ending);
}

let isEnding: Promise<void> | null = null;
/** True from when everything is being ended: what dies now shall stay dead. */
export const areEnding = (): boolean => isEnding !== null;

/** Kills every program that still runs, then undoes the rest, the last first. */
export function endEverything(): Promise<void> {
  isEnding ??= (async () => {
    while (alive.size > 0 || endings.length > 0) {
      await Promise.all([...alive].map((program) => program.kill()));
      await endings
        .pop()?.()
        .catch((error: unknown) => console.error("while cleaning up:", error));
    }
  })().finally(() => (isEnding = null));
  return isEnding;
}

/** True while the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls `look` until it answers something; milliseconds of waiting count from the call. @throws when it never does. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 60_000,
  everyMs = 50,
): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; ; await delay(everyMs)) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}.`);
  }
}
