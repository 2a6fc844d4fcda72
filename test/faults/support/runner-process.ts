/** @file A real runner: the daemon's process, and through it the trainer's. */
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { baseEnvironment } from "./bare-platform.ts";
import type { Platform } from "./platform.ts";
import { atTheEnd, isAlive, Program } from "./programs.ts";

export interface RunnerOptions {
  readonly poolId: string;
  readonly name: string;
  /** Where it reaches the API; the platform's proxy unless given. */
  readonly apiUrl?: string;
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const trainers = new Set<number>();
atTheEnd(async () => {
  for (const pid of trainers) if (isTrainer(pid)) process.kill(pid, "SIGKILL");
});

/** Pids are given again: only what is a trainer of ours may be ended. */
function isTrainer(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("trainer-process") && isAlive(pid);
  } catch {
    return false;
  }
}

export class RunnerProcess {
  readonly id: string;
  readonly home: string;
  readonly name: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logFile: string;
  program: Program;

  private constructor(id: string, home: string, name: string, env: NodeJS.ProcessEnv, logFile: string) {
    this.id = id;
    this.home = home;
    this.name = name;
    this.#env = env;
    this.#logFile = logFile;
    this.program = this.#start({});
  }

  static async start(
    platform: Platform,
    { poolId, name, apiUrl = platform.proxy.url, home, env = {} }: RunnerOptions,
  ): Promise<RunnerProcess> {
    const { id, token } = await platform.createRunner(poolId, name);
    const own = home ?? path.join(platform.folder, "runners", `${name}-${id.slice(-6)}`);
    mkdirSync(own, { recursive: true });
    const settings = { API_URL: apiUrl, RUNNER_TOKEN: token, RUNNER_HOME: own, THREADS: "1", LOG_LEVEL: "info" };
    return new RunnerProcess(
      id,
      own,
      name,
      { ...baseEnvironment(), ...settings, ...env },
      path.join(platform.folder, `runner-${name}-${id.slice(-6)}.log`),
    );
  }

  #start(env: NodeJS.ProcessEnv): Program {
    return new Program({ name: this.name, args: ["apps/runner/src/main.ts"], env: { ...this.#env, ...env }, logFile: this.#logFile });
  }

  /** The same runner again, with its home. */
  restart(env: NodeJS.ProcessEnv = {}): void {
    this.program = this.#start(env);
  }

  /** The trainer that lives; null when there is none. */
  trainerPid(): number | null {
    return this.#held()?.pid ?? null;
  }

  /** The trainer of one run. */
  trainerOf(runId: string): number | null {
    const held = this.#held();
    return held?.runId === runId ? held.pid : null;
  }

  #held(): { runId: string; pid: number } | null {
    try {
      const { runId, trainerPid: pid } = JSON.parse(readFileSync(path.join(this.home, "held-run.json"), "utf8")) as {
        runId: string;
        trainerPid: number | null;
      };
      if (pid === null || !isTrainer(pid)) return null;
      trainers.add(pid);
      return { runId, pid };
    } catch {
      // Being written, or none yet.
      return null;
    }
  }

  /** What it shows of its loops, as `capstan runner status` reads it. */
  status(): Record<string, unknown> | null {
    try {
      return JSON.parse(readFileSync(path.join(this.home, "status.json"), "utf8")) as Record<string, unknown>;
    } catch {
      return null;
    }
  }

  /** SIGKILL to the daemon; the trainer is on its own then. @returns the trainer's pid. */
  async kill(): Promise<number | null> {
    const trainer = this.trainerPid();
    await this.program.kill();
    return trainer;
  }
}
