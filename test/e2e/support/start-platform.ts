/** @file The whole platform, started by the program that `npm start` starts, with its data in a temporary folder. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "../../../tools/postgres/cluster.ts";
import type { Local } from "../../../tools/start/seed.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const NODE = path.join(ROOT, "node_modules/node/bin/node");
/** The last line of a start that went well. */
const READY = /Ctrl-C ends everything/;

export interface Platform {
  readonly local: Local;
  readonly home: string;
  /** Pid of a service, as the platform wrote it down. */
  pidOf(service: "API" | "dashboard" | "runner"): Promise<number>;
  /** Everything that it printed. */
  output(): string;
  /** Ctrl-C; resolves to the exit code when everything has ended. */
  interrupt(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it and waits until it is ready. @throws with what it printed when it ends before that. */
export async function startPlatform(env: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const home = await mkdtemp(path.join(os.tmpdir(), "capstan-e2e-"));
  const [apiPort, webPort] = [await freePort(), await freePort()];
  let output = "";
  const child = spawn(NODE, ["tools/start/platform.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      CI: "1",
      CAPSTAN_HOME: home,
      API_PORT: String(apiPort),
      WEB_PORT: String(webPort),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  try {
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        output += chunk;
        if (READY.test(output)) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      void ended.then((code) => reject(new Error(`The platform ended with code ${code}:\n${output}`)));
    });
  } catch (error) {
    await end(child, ended, home);
    throw error;
  }
  return {
    home,
    local: JSON.parse(await readFile(path.join(home, "local.json"), "utf8")) as Local,
    output: () => output,
    async pidOf(service) {
      const pids = JSON.parse(await readFile(path.join(home, "pids.json"), "utf8")) as Record<string, number>;
      return pids[service]!;
    },
    interrupt: () => {
      child.kill("SIGINT");
      return ended;
    },
    stop: () => end(child, ended, home),
  };
}

async function end(child: ChildProcess, ended: Promise<number>, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await ended;
  }
  await rm(home, { recursive: true, force: true });
}
