/** @file The platform under soak: a durable PostgreSQL, an API process as in production, and a proxy between it and its callers. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { newId } from "@capstan/run/id";
import { freePort } from "../../../tools/postgres/cluster.ts";
import { API_ARGS, API_ENVIRONMENT } from "../../../tools/start/api-program.ts";
import { FaultDatabase } from "../../faults/support/database.ts";
import { FaultProxy } from "../../faults/support/fault-proxy.ts";
import { areEnding, Program, until } from "../../faults/support/programs.ts";
import { createRunner, signUp, type TestUser } from "../../support/people.ts";
import { FakeRunner } from "../../support/training-floor.ts";

const ORIGIN = "http://127.0.0.1:3000";

export interface SoakTeam {
  readonly user: TestUser;
  readonly datasetId: string;
  readonly runners: readonly FakeRunner[];
}

export class Platform {
  readonly database: FaultDatabase;
  readonly proxy: FaultProxy;
  readonly port: number;
  /** Times that the API ended although nobody killed it. */
  deaths = 0;
  #api!: Program;
  #isKilling = false;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logFile: string;

  private constructor(database: FaultDatabase, proxy: FaultProxy, port: number, folder: string) {
    this.database = database;
    this.proxy = proxy;
    this.port = port;
    this.#logFile = path.join(folder, "api.log");
    this.#env = {
      PATH: process.env.PATH,
      ...API_ENVIRONMENT,
      API_PORT: String(port),
      PUBLIC_URL: proxy.url,
      WEB_ORIGIN: ORIGIN,
      DATABASE_APP_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      AUTH_SECRET: randomBytes(32).toString("base64"),
      OBJECTS_DIR: path.join(folder, "objects"),
      CACHE_DIR: path.join(folder, "cache"),
      CAPTION_WORKERS: "1",
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
      THROTTLE_SIGN_IN: "0",
      OMP_WAIT_POLICY: "passive",
    };
  }

  static async start(folder: string, random: () => number): Promise<Platform> {
    const database = await FaultDatabase.start({ dataDir: path.join(folder, "postgres"), logFile: path.join(folder, "postgres.log") });
    const port = await freePort();
    const platform = new Platform(database, await FaultProxy.start(port, random), port, folder);
    await platform.startApi();
    return platform;
  }

  /** Where callers reach the API; through the proxy. */
  get url(): string {
    return this.proxy.url;
  }
  get apiPid(): number {
    return this.#api.pid;
  }
  /** The API itself: for measurements, which no fault may spoil. */
  get directUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the API and waits until it is ready. */
  async startApi(): Promise<void> {
    const api = new Program({ name: "api", args: API_ARGS, env: this.#env, logFile: this.#logFile });
    this.#api = api;
    void this.#reviveAfter(api);
    const isReady = async (): Promise<boolean> => (await fetch(`${this.directUrl}/readyz`).catch(() => null))?.status === 200;
    await until("the API to be ready", isReady, 60_000, 100);
  }

  /** An API that ends although nobody killed it is counted, and started again. */
  async #reviveAfter(api: Program): Promise<void> {
    await api.exited;
    if (this.#isKilling || areEnding() || this.#api !== api) return;
    this.deaths++;
    await this.startApi();
  }

  async killApi(): Promise<void> {
    this.#isKilling = true;
    await this.#api.kill();
    this.#isKilling = false;
    await this.startApi();
  }

  /** A person with a team, a dataset without pictures and `count` runners. */
  async createTeam(name: string, count: number, cap: number): Promise<SoakTeam> {
    const user = await signUp(this.url, ORIGIN, name);
    const [datasetId, versionId] = [newId("dataset"), newId("datasetVersion")];
    await this.database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'Shapes')", [datasetId, user.teamId]);
    await this.database.query(
      `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, picture_count, content_hash, object_prefix, files, ready_at)
       VALUES ($1, $2, $3, 1, 'READY', 1, 1, 'hash', 'prefix', '[]', now())`,
      [versionId, user.teamId, datasetId],
    );
    await this.database.query("UPDATE teams SET run_cap = $2 WHERE id = $1", [user.teamId, cap]);
    const runners: FakeRunner[] = [];
    for (let index = 0; index < count; index++) {
      const { client, id } = await createRunner(user);
      runners.push(new FakeRunner(client, id));
    }
    return { user, datasetId, runners };
  }

  async stop(): Promise<void> {
    this.#isKilling = true;
    await this.#api.end();
    await this.proxy.close();
    await this.database.stop();
  }
}
