/**
 * @file The platform to be measured: a durable PostgreSQL and the real API as processes of their own. The process that
 * measures is the load, through GraphQL over HTTP and WebSockets alone; only what nobody could wait for is put in by SQL.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { newId } from "@capstan/run/id";
import { createRunner, signUp, type TestUser } from "../../support/people.ts";
import { call } from "../../support/training-floor.ts";
import { FaultDatabase } from "../../faults/support/database.ts";
import { baseEnvironment } from "../../faults/support/bare-platform.ts";
import { atTheEnd, Program, until } from "../../faults/support/programs.ts";
import { API_ARGS, API_ENVIRONMENT } from "../../../tools/start/api-program.ts";
import { freePort } from "../../../tools/postgres/cluster.ts";
import { readSamples, type Samples } from "./samples.ts";

export interface Api {
  readonly url: string;
  readonly program: Program;
}
/** A team that may queue: its owner, and a dataset version that nobody reads. */
export interface BenchTeam {
  readonly user: TestUser;
  readonly teamId: string;
  readonly poolId: string;
  readonly datasetId: string;
  readonly versionId: string;
  /** A runner of its pool `default`. @returns the header that it signs its calls with. */
  runner(): Promise<string>;
  /** An API key that may read. @returns the header. */
  key(): Promise<string>;
  /** So many runs in its queue. @returns their ids. */
  queue(count: number): Promise<string[]>;
}
/** What is measured is the machine, not a team's share of it. */
const NO_QUOTA = { TEAM_POINTS_PER_SECOND: "10000000", TEAM_REPORT_MB_PER_DAY: "1000000" };

export interface FloorOptions {
  readonly apis?: number;
  /** Of the API's processes, before the program: `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const WEB_ORIGIN = "http://127.0.0.1:3000";
/** What a PostgreSQL of a few gigabytes is given. */
const SETTINGS = { shared_buffers: "256MB", max_wal_size: "2GB" };

export class Floor {
  readonly folder: string;
  readonly database: FaultDatabase;
  readonly apis: readonly Api[];

  private constructor(folder: string, database: FaultDatabase, apis: readonly Api[]) {
    this.folder = folder;
    this.database = database;
    this.apis = apis;
  }

  static async start({ apis = 1, nodeArgs = [], env = {} }: FloorOptions = {}): Promise<Floor> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-bench-"));
    atTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const database = await FaultDatabase.start({
      dataDir: path.join(folder, "postgres"),
      logFile: path.join(folder, "postgres.log"),
      settings: SETTINGS,
    });
    atTheEnd(() => database.stop());
    const secret = randomBytes(32).toString("base64");
    const started: Api[] = [];
    for (let i = 0; i < apis; i++) {
      const port = await freePort();
      const settings = {
        ...baseEnvironment(),
        ...API_ENVIRONMENT,
        API_PORT: String(port),
        WEB_ORIGIN,
        DATABASE_APP_URL: database.appUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
        AUTH_SECRET: secret,
        OBJECTS_DIR: path.join(folder, "objects"),
        CACHE_DIR: path.join(folder, `cache-${i}`),
        CAPTION_WORKERS: "1",
        THROTTLE_SIGN_IN: "0",
        LOG_LEVEL: "warn",
      };
      const program = new Program({
        name: `API ${i}`,
        args: [...nodeArgs, ...API_ARGS],
        env: { ...settings, ...NO_QUOTA, ...env },
        logFile: path.join(folder, `api-${i}.log`),
      });
      started.push({ url: `http://127.0.0.1:${port}`, program });
    }
    const floor = new Floor(folder, database, started);
    await until("the API is ready", async () => {
      const dead = started.find(({ program }) => !program.isRunning);
      if (dead) throw new Error(`The API ended: ${JSON.stringify(dead.program.log().at(-1))}`);
      const answers = await Promise.all(started.map(({ url }) => fetch(`${url}/readyz`).catch(() => null)));
      return answers.every((answer) => answer?.ok);
    });
    return floor;
  }

  /** The API that caller number `i` uses. */
  url(i = 0): string {
    return this.apis[i % this.apis.length]!.url;
  }

  /** What the API's process says of itself on /metrics. Its event-loop lag is that since the last reading. */
  samples(i = 0): Promise<Samples> {
    return readSamples(this.url(i));
  }

  /** A new team with room for `cap` live runs. */
  async team(cap = 1_000): Promise<BenchTeam> {
    const user = await signUp(this.url(), WEB_ORIGIN, "Bench");
    const { teamId } = user;
    const [datasetId, versionId] = [newId("dataset"), newId("datasetVersion")];
    const { database } = this;
    await database.query("UPDATE teams SET run_cap = $2 WHERE id = $1", [teamId, cap]);
    await database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'Shapes')", [datasetId, teamId]);
    const file = { name: "manifest.json", key: `${teamId}/${versionId}/manifest.json`, sizeBytes: 2, sha256: "0".repeat(64) };
    await database.query(
      `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, picture_count, content_hash, object_prefix, files, ready_at)
       VALUES ($1, $2, $3, 1, 'READY', 1, 1, 'hash', 'prefix', $4, now())`,
      [versionId, teamId, datasetId, JSON.stringify([file])],
    );
    const pools = await database.query<{ id: string }>("SELECT id FROM pools WHERE team_id = $1", [teamId]);
    return {
      user,
      teamId,
      poolId: pools[0]!.id,
      datasetId,
      versionId,
      runner: async () => `Bearer ${(await createRunner(user)).token}`,
      key: async () => {
        const { secret } = await call<{ secret: string }>(
          user.client,
          "createApiKey",
          { teamId, name: randomBytes(4).toString("hex"), scopes: ["READ"] },
          "secret",
        );
        return `Bearer ${secret}`;
      },
      queue: (count) => this.#queue(user, datasetId, count),
    };
  }

  /** The first by createRun; the others are copies of its row, as nobody wants to wait for thousands of calls. */
  async #queue(user: TestUser, datasetId: string, count: number): Promise<string[]> {
    const { run, errors } = await call<{ run: { id: string } | null }>(
      user.client,
      "createRun",
      { datasetId, config: { preset: "demo" } },
      "run { id }",
    );
    if (!run) throw new Error(JSON.stringify(errors));
    const ids = Array.from({ length: count - 1 }, () => newId("run"));
    await this.database.query(
      `INSERT INTO runs (id, team_id, number, name, config, dataset_version_id, pool_id, total_epochs, created_by_id)
       SELECT c.id, r.team_id, t.next_number + c.place, 'copy ' || c.place, r.config, r.dataset_version_id, r.pool_id, r.total_epochs, r.created_by_id
       FROM unnest($2::text[]) WITH ORDINALITY AS c (id, place), runs r JOIN teams t ON t.id = r.team_id WHERE r.id = $1`,
      [run.id, ids],
    );
    await this.database.query("UPDATE teams SET next_number = next_number + $2 WHERE id = $1", [user.teamId, count]);
    return [run.id, ...ids];
  }
}
