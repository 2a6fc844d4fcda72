/** @file Whether this process can serve: the database answers and has all migrations, the store of objects takes bytes. */
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import type { Services } from "../context.ts";

const READY_MS = 2_000;
/** A store is asked to write now and then only: somebody may charge for it. */
const STORE_PROBED_MS = 30_000;
const MIGRATIONS = readdirSync(new URL("../../../../prisma/migrations/", import.meta.url)).filter((name) => /^\d/.test(name));

export interface Missing {
  readonly what: "database unreachable" | "database not migrated" | "storage not writable";
  readonly error: unknown;
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>(
    (_, reject) => (timer = setTimeout(reject, READY_MS, new Error(`No answer within ${READY_MS / 1000} s.`))),
  );
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export class Readiness {
  readonly #services: Pick<Services, "database" | "store">;
  #writtenMs = Number.NEGATIVE_INFINITY;

  constructor(services: Pick<Services, "database" | "store">) {
    this.#services = services;
  }

  /** The first thing that is missing; null when this process is ready. */
  async missing(): Promise<Missing | null> {
    const { database } = this.#services;
    try {
      await within(Promise.all([database.system.$queryRaw`SELECT 1`, database.forTeams([], (tx) => tx.$queryRaw`SELECT 1`)]));
    } catch (error) {
      return { what: "database unreachable", error };
    }
    try {
      const pending = await within(this.#pendingMigrations());
      if (pending.length > 0)
        return { what: "database not migrated", error: new Error(`Run prisma migrate deploy: ${pending.join(", ")} is missing.`) };
    } catch (error) {
      return { what: "database not migrated", error };
    }
    try {
      await within(this.#write());
    } catch (error) {
      return { what: "storage not writable", error };
    }
    return null;
  }

  /** A newer database than ours is fine: migrations are written so that the version before them still serves. */
  async #pendingMigrations(): Promise<string[]> {
    const rows = await this.#services.database.system.$queryRaw<{ name: string }[]>`
      SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    const applied = new Set(rows.map(({ name }) => name));
    return MIGRATIONS.filter((name) => !applied.has(name));
  }

  async #write(): Promise<void> {
    if (performance.now() - this.#writtenMs < STORE_PROBED_MS) return;
    const { store } = this.#services;
    const key = `readiness/${randomUUID()}`;
    await store.put(key, Buffer.from("ready"));
    await store.delete(key);
    this.#writtenMs = performance.now();
  }
}
