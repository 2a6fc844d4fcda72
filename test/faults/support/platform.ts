/**
 * @file The platform as real processes: PostgreSQL, the API, and runners that reach it through a fault proxy. One team with
 * a small drawn dataset; each row trains in a pool of its own, so that rows do not take each other's runs.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import { freePort } from "../../../tools/postgres/cluster.ts";
import { run } from "../../../tools/setup/command.mjs";
import { API_ARGS, API_ENVIRONMENT } from "../../../tools/start/api-program.ts";
import { ApiClient } from "../../../tools/start/api-client.ts";
import { FaultDatabase } from "./database.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { atTheEnd, delay, NODE, Program, until } from "./programs.ts";
import { chanceOf } from "./random.ts";

export interface PlatformOptions {
  readonly seed: number;
  /** Where PostgreSQL keeps its data, when not in the platform's folder. */
  readonly dataDir?: string;
  /** Where the API keeps objects, when not in the platform's folder. */
  readonly objectsDir?: string;
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

const WEB_ORIGIN = "http://127.0.0.1:3000";
const PICTURES = 600;
/** The variables that every program of ours needs. */
export const baseEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TMPDIR: process.env.TMPDIR,
  NODE_ENV: "production",
  OMP_WAIT_POLICY: "passive",
});

export class Platform {
  readonly folder: string;
  readonly database: FaultDatabase;
  /** What everything of runners goes through: the API's public URL is this. */
  readonly proxy: FaultProxy;
  readonly apiPort: number;
  readonly seed: number;
  api!: Program;
  /** An owner of the team, straight to the API. */
  person!: ApiClient;
  teamId = "";
  datasetId = "";
  readonly #apiEnv: NodeJS.ProcessEnv;

  private constructor(folder: string, database: FaultDatabase, proxy: FaultProxy, apiPort: number, options: PlatformOptions) {
    this.folder = folder;
    this.database = database;
    this.proxy = proxy;
    this.apiPort = apiPort;
    this.seed = options.seed;
    this.#apiEnv = {
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
      LOG_LEVEL: "info",
    };
  }

  static async start(options: PlatformOptions): Promise<Platform> {
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
    const platform = new Platform(folder, database, proxy, apiPort, options);
    platform.startApi();
    await platform.untilReady();
    await platform.#makeTeam();
    await platform.#importPictures();
    return platform;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** Starts the API's process; `env` beside its settings. */
  startApi(env: NodeJS.ProcessEnv = {}): void {
    this.api = new Program({ name: "API", args: API_ARGS, env: { ...this.#apiEnv, ...env }, logFile: path.join(this.folder, "api.log") });
  }

  /** @returns when /readyz said so, by Date.now(). */
  async untilReady(timeoutMs = 60_000): Promise<number> {
    await until("the API is ready", async () => {
      if (!this.api.isRunning) throw new Error(`The API ended: ${JSON.stringify(this.api.log().at(-1))}`);
      const response = await fetch(`${this.apiUrl}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
      return response?.ok;
    }, timeoutMs, 20);
    return Date.now();
  }

  async #makeTeam(): Promise<void> {
    const body = { name: "Faults", email: "faults@example.org", password: randomBytes(12).toString("base64url") };
    this.person = await new ApiClient(this.apiUrl).sign("sign-up", body, WEB_ORIGIN);
    const { viewer } = await this.person.call<{ viewer: { teams: { id: string }[] } }>("{ viewer { teams { id } } }");
    this.teamId = viewer.teams[0]!.id;
    await this.database.query("UPDATE teams SET run_cap = 100 WHERE id = $1", [this.teamId]);
  }

  async #importPictures(): Promise<void> {
    const pictures = path.join(this.folder, "pictures");
    await generateDemo(pictures, { pictures: PICTURES, seed: 1 });
    const { createApiKey } = await this.mutate<{ createApiKey: { secret: string } }>("createApiKey", { teamId: this.teamId, name: "import", scopes: ["ADMIN"] }, "secret");
    const env = { ...baseEnvironment(), CAPSTAN_API_URL: this.apiUrl, CAPSTAN_API_KEY: createApiKey.secret };
    const { code, output } = await run(NODE, ["apps/cli/bin/capstan.mjs", "dataset", "import", pictures, "--name", "Shapes"], { env });
    if (code !== 0) throw new Error(`The pictures could not be imported: ${output}`);
    const rows = await this.database.query<{ id: string }>("SELECT id FROM datasets WHERE team_id = $1", [this.teamId]);
    this.datasetId = rows[0]!.id;
  }

  /** @throws {Error} with the first GraphQL error or UserError. */
  mutate<Data>(name: string, input: object, selection: string, inputType = `${name[0]!.toUpperCase()}${name.slice(1)}Input`): Promise<Data> {
    return this.person.call<Data>(`mutation ($input: ${inputType}!) { ${name}(input: $input) { ${selection} errors { message } } }`, { input });
  }

  async createPool(name: string): Promise<string> {
    const input = { teamId: this.teamId, name: `${name}-${randomBytes(3).toString("hex")}` };
    return (await this.mutate<{ createPool: { pool: { id: string } } }>("createPool", input, "pool { id }")).createPool.pool.id;
  }

  async createRunner(poolId: string, name: string): Promise<{ id: string; token: string }> {
    const { createRunner } = await this.mutate<{ createRunner: { runner: { id: string }; token: string } }>("createRunner", { teamId: this.teamId, poolId, name }, "runner { id } token");
    return { id: createRunner.runner.id, token: createRunner.token };
  }

  /** Asks something of a run: cancelRun, stopRun, ... */
  async ask(mutation: string, runId: string): Promise<void> {
    await this.mutate(mutation, { id: runId }, "run { id }", "RunIdInput");
  }

  /** Ends the API as a machine that loses power does, and starts it again after `awayMs`. @returns when it was ready, by Date.now(). */
  async crashApi(awayMs = 0): Promise<number> {
    await this.api.kill();
    await delay(awayMs);
    this.startApi();
    return this.untilReady();
  }
}
