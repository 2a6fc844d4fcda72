/**
 * @file The platform as real processes, before anybody uses it: a durable PostgreSQL, the API as in production, and a proxy
 * between it and its callers that makes a network bad on purpose. The fault matrix and the soak stand on it.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "../../../tools/postgres/cluster.ts";
import { API_ARGS, API_ENVIRONMENT } from "../../../tools/start/api-program.ts";
import { FaultDatabase } from "./database.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { atTheEnd, delay, Program, until } from "./programs.ts";
import { chanceOf } from "./random.ts";

export interface PlatformOptions {
  readonly seed: number | string;
  /** Where PostgreSQL keeps its data, when not in the platform's folder. */
  readonly dataDir?: string;
  /** Where the API keeps objects, when not in the platform's folder. */
  readonly objectsDir?: string;
  readonly databaseSettings?: Readonly<Record<string, string>>;
  /** Of the API. */
  readonly logLevel?: "info" | "warn";
}
/** What lives before the API does. */
export interface Ground {
  readonly folder: string;
  readonly database: FaultDatabase;
  readonly proxy: FaultProxy;
  readonly apiPort: number;
  readonly apiEnv: NodeJS.ProcessEnv;
}

export const WEB_ORIGIN = "http://127.0.0.1:3000";
/** The variables that every program of ours needs. */
export const baseEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TMPDIR: process.env.TMPDIR,
  NODE_ENV: "production",
  OMP_WAIT_POLICY: "passive",
});

/** Starts PostgreSQL and the proxy; all of it ends with everything else. */
export async function openGround(options: PlatformOptions): Promise<Ground> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-faults-"));
  atTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const database = await FaultDatabase.start({
    dataDir: options.dataDir ?? path.join(folder, "postgres"),
    logFile: path.join(folder, "postgres.log"),
    ...(options.databaseSettings ? { settings: options.databaseSettings } : {}),
  });
  atTheEnd(() => database.stop());
  const apiPort = await freePort();
  const proxy = await FaultProxy.start(apiPort, chanceOf(options.seed, "weather").next);
  atTheEnd(() => proxy.close());
  const apiEnv = {
    ...baseEnvironment(),
    ...API_ENVIRONMENT,
    API_PORT: String(apiPort),
    PUBLIC_URL: proxy.url,
    WEB_ORIGIN,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    OBJECTS_DIR: options.objectsDir ?? path.join(folder, "objects"),
    CACHE_DIR: path.join(folder, "cache"),
    CAPTION_WORKERS: "1",
    THROTTLE_SIGN_IN: "0",
    LOG_LEVEL: options.logLevel ?? "info",
  };
  return { folder, database, proxy, apiPort, apiEnv };
}

export class BarePlatform {
  readonly folder: string;
  readonly database: FaultDatabase;
  /** What everything of runners goes through: the API's public URL is this. */
  readonly proxy: FaultProxy;
  readonly apiPort: number;
  api!: Program;
  readonly #apiEnv: NodeJS.ProcessEnv;

  protected constructor({ folder, database, proxy, apiPort, apiEnv }: Ground) {
    this.folder = folder;
    this.database = database;
    this.proxy = proxy;
    this.apiPort = apiPort;
    this.#apiEnv = apiEnv;
  }

  /** The API itself, past the proxy. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** Starts the API's process; `env` beside its settings. */
  startApi(env: NodeJS.ProcessEnv = {}): void {
    this.api = new Program({ name: "API", args: API_ARGS, env: { ...this.#apiEnv, ...env }, logFile: path.join(this.folder, "api.log") });
  }

  /** @returns when /readyz said so, by Date.now(). @throws {Error} when the API ends instead. */
  async untilReady(timeoutMs = 60_000): Promise<number> {
    await until(
      "the API is ready",
      async () => {
        if (!this.api.isRunning) throw new Error(`The API ended: ${JSON.stringify(this.api.log().at(-1))}`);
        const response = await fetch(`${this.apiUrl}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
        return response?.ok;
      },
      timeoutMs,
      20,
    );
    return Date.now();
  }

  /** Ends the API as a machine that loses power does, and starts it again after `awayMs`. @returns when it was ready, by Date.now(). */
  async crashApi(awayMs = 0): Promise<number> {
    await this.api.kill();
    await delay(awayMs);
    this.startApi();
    return this.untilReady();
  }
}
