/** @file The reaper: every few seconds, runs whose runner fell silent go back to the queue. One replica at a time. */
import type { Database } from "@capstan/prisma/database";
import { findExpiredLeases, lockReaper, tickPlatform, type TickOptions } from "@capstan/prisma/queries/tick-platform";
import { API_AWAY_SECONDS, GRACE_SECONDS, REAPER_MS } from "@capstan/run/protocol";
import type { Logger } from "pino";
import { reapedLeases } from "../http/metrics.ts";
import { endLease } from "./end-lease.ts";

export interface ReaperOptions {
  readonly database: Database;
  readonly log: Logger;
  readonly everyMs?: number;
  readonly tick?: TickOptions;
}
export interface Tick {
  /** Another replica is at it, or the runners have their grace after an outage of the API. */
  readonly skipped: "another" | "grace" | null;
  readonly reaped: number;
}

const AT_ONCE = 50;

export class Reaper {
  readonly #options: ReaperOptions;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<unknown> = Promise.resolve();

  constructor(options: ReaperOptions) {
    this.#options = options;
  }

  start(): void {
    const { log, everyMs = REAPER_MS } = this.#options;
    let isBusy = false;
    this.#timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      this.#ticking = this.tick()
        .then(({ reaped }) => reaped > 0 && log.warn({ reaped }, "runs whose runner fell silent were taken back"))
        .catch((error: unknown) => log.error({ err: error }, "the reaper could not tick; it tries again"))
        .finally(() => (isBusy = false));
    }, everyMs);
  }

  /** One round, by the database's clock alone: all that is over now, a batch for each transaction. */
  async tick(): Promise<Tick> {
    let reaped = 0;
    for (;;) {
      const batch = await this.#reapBatch();
      reaped += batch.reaped;
      reapedLeases.inc(batch.reaped);
      if (batch.reaped < AT_ONCE) return { skipped: batch.skipped, reaped };
    }
  }

  async #reapBatch(): Promise<Tick> {
    const { database, tick = { awaySeconds: API_AWAY_SECONDS, graceSeconds: GRACE_SECONDS } } = this.#options;
    return database.system.$transaction(async (tx): Promise<Tick> => {
      if (!(await lockReaper(tx))) return { skipped: "another", reaped: 0 };
      if (await tickPlatform(tx, tick)) return { skipped: "grace", reaped: 0 };
      let reaped = 0;
      for (const lease of await findExpiredLeases(tx, AT_ONCE)) {
        if (await endLease(tx, { ...lease, actor: "reaper", why: { kind: "LEASE_LOST" }, onlyExpired: true })) reaped++;
      }
      return { skipped: null, reaped };
    });
  }

  /** Ends it, after the round that goes on. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }
}
