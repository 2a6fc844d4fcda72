/** @file Gauges that are looked up when somebody scrapes: the queue, the leases, imports, captions that wait, connections. */
import { countPlatform } from "@capstan/prisma/queries/count-platform";
import { Gauge } from "prom-client";
import type { Services } from "../context.ts";

const runs = new Gauge({ name: "capstan_runs", help: "Runs that have not ended, by state and pool.", labelNames: ["status", "pool"] });
const oldestQueued = new Gauge({ name: "capstan_oldest_queued_seconds", help: "How long the first run of the queue waits." });
const expiringLeases = new Gauge({ name: "capstan_leases_expiring", help: "Leases that end within ten seconds unless they are renewed." });
const expiredLeases = new Gauge({ name: "capstan_leases_expired", help: "Leases that are over and not yet taken back." });
const imports = new Gauge({ name: "capstan_imports_unfinished", help: "Dataset imports that wait or run." });
const captionsWaiting = new Gauge({ name: "capstan_captions_waiting", help: "Pictures of this process that wait.", labelNames: ["stage"] });
const connections = new Gauge({
  name: "capstan_database_connections",
  help: "Connections of this process by role.",
  labelNames: ["role", "state"],
});
const databaseUp = new Gauge({ name: "capstan_database_up", help: "1 when the database answered the last scrape." });

/** Scrapers may come often and in numbers; the tables are asked once in a while. */
const KEPT_MS = 2_000;

export class PlatformGauges {
  readonly #services: Pick<Services, "database" | "captions" | "log">;
  #counting: Promise<void> | null = null;

  constructor(services: Pick<Services, "database" | "captions" | "log">) {
    this.#services = services;
  }

  /** Never throws: a page without the queue still says that the database is away. */
  async refresh(): Promise<void> {
    const { database, captions } = this.#services;
    for (const [stage, waiting] of Object.entries(captions.waiting())) captionsWaiting.set({ stage }, waiting);
    for (const { role, open, idle, waiting } of database.pools) {
      connections.set({ role, state: "busy" }, open - idle);
      connections.set({ role, state: "idle" }, idle);
      connections.set({ role, state: "wanted" }, waiting);
    }
    if (this.#counting === null) {
      this.#counting = this.#count();
      setTimeout(() => (this.#counting = null), KEPT_MS).unref();
    }
    await this.#counting;
  }

  async #count(): Promise<void> {
    try {
      const counts = await countPlatform(this.#services.database.system);
      runs.reset();
      for (const { status, poolId, count } of counts.runs) runs.set({ status, pool: poolId }, count);
      oldestQueued.set(counts.oldestQueuedSeconds);
      expiringLeases.set(counts.expiringLeases);
      expiredLeases.set(counts.expiredLeases);
      imports.set(counts.unfinishedImports);
      databaseUp.set(1);
    } catch (error) {
      databaseUp.set(0);
      this.#services.log.warn({ err: error }, "the queue could not be counted for the metrics page");
    }
  }
}
