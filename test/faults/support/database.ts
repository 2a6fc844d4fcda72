/** @file A PostgreSQL of the matrix's own, durable as in production, that can be killed: we are its parent. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { migrate } from "@capstan/prisma/migrate";
import { createDatabase, createRoles, urlAs } from "@capstan/prisma/roles";
import pg from "pg";
import { freePort, startCluster, type Cluster } from "../../../tools/postgres/cluster.ts";
import { atExit, delay, isAlive } from "./programs.ts";

const PASSWORDS = { admin: "fault-admin", app: "fault-app", system: "fault-system" } as const;
const NAME = "capstan";

export class FaultDatabase {
  readonly port: number;
  readonly #dataDir: string;
  readonly #logFile: string;
  readonly #settings: Readonly<Record<string, string>>;
  #cluster: Cluster;
  readonly #pool: pg.Pool;

  private constructor(cluster: Cluster, dataDir: string, logFile: string, settings: Readonly<Record<string, string>>) {
    this.#cluster = cluster;
    this.port = cluster.port;
    this.#dataDir = dataDir;
    this.#logFile = logFile;
    this.#settings = settings;
    this.#pool = new pg.Pool({ connectionString: this.ownerUrl, max: 3, idleTimeoutMillis: 1000 });
    this.#pool.on("error", () => {});
    atExit(() => {
      const pid = this.#postmaster();
      if (pid !== null && isAlive(pid)) process.kill(pid, "SIGQUIT");
    });
  }

  /** fsync and synchronous_commit as PostgreSQL has them by default: acknowledged must mean durable here. */
  static async start({
    dataDir,
    logFile,
    settings = {},
  }: {
    dataDir: string;
    logFile: string;
    settings?: Readonly<Record<string, string>>;
  }): Promise<FaultDatabase> {
    const all = { max_connections: "100", shared_buffers: "64MB", ...settings };
    const cluster = await startCluster({ dataDir, logFile, password: PASSWORDS.admin, settings: all, port: await freePort() });
    const database = new FaultDatabase(cluster, dataDir, logFile, all);
    await createRoles(cluster.url("postgres"), PASSWORDS);
    await createDatabase(cluster.url("postgres"), NAME);
    await migrate(database.ownerUrl);
    return database;
  }

  get ownerUrl(): string {
    return this.#cluster.url(NAME);
  }
  get appUrl(): string {
    return urlAs(this.ownerUrl, "capstan_app", PASSWORDS.app);
  }
  get systemUrl(): string {
    return urlAs(this.ownerUrl, "capstan_system", PASSWORDS.system);
  }

  /** One statement as the superuser. */
  async query<Row extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query<Row>(sql, [...values])).rows;
  }

  /** Null when none has this data. */
  #postmaster(): number | null {
    try {
      return Number(readFileSync(path.join(this.#dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
    } catch {
      return null;
    }
  }

  /** SIGKILL to the postmaster: its children notice and go; nothing is written down. */
  async kill(): Promise<void> {
    const pid = this.#postmaster();
    if (pid === null) throw new Error("There is no PostgreSQL to kill.");
    process.kill(pid, "SIGKILL");
    while (isAlive(pid)) await delay(5);
  }

  /** Starts it again on the same port. @returns milliseconds until it answered. */
  async restart(): Promise<number> {
    const beganMs = performance.now();
    for (let failures = 0; ; failures++) {
      try {
        this.#cluster = await startCluster({
          dataDir: this.#dataDir,
          logFile: this.#logFile,
          password: PASSWORDS.admin,
          settings: this.#settings,
          port: this.port,
        });
        return performance.now() - beganMs;
      } catch (error) {
        // Children of the killed one may still hold its shared memory for a moment.
        if (failures >= 40) throw error;
        await delay(250);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end().catch(() => {});
    await this.#cluster.stop();
  }
}
