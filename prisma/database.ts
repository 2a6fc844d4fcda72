/**
 * @file The way to the database for the API: one pool under each role, and transactions bound to teams.
 *
 * The team setting is local to its transaction. A session-level SET would leak to whoever gets the connection next.
 */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Announcements, type ChangedRun } from "./announcements.ts";
import { askAtOnce } from "./ask-at-once.ts";
import type { BoundStatement } from "./fixed-statement.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { inTransaction, type Statements } from "./statements.ts";

/** A transaction that sees the rows of its teams only. */
export type Tx = Prisma.TransactionClient;

export interface DatabaseOptions {
  readonly appUrl: string;
  readonly systemUrl: string;
  /** Connections under the request role; the system role gets a quarter, at least two. */
  readonly poolSize?: number;
}

const STATEMENT_TIMEOUT_MS = 5_000;
const TRANSACTION_TIMEOUT_MS = 15_000;
const WAIT_FOR_CONNECTION_MS = 5_000;
const OPENED_AHEAD = 8;

/** Connections that are not needed stay: the call that opened one, and taught it its statements, would take several times as long as the next. */
function openPool(url: string, size: number): pg.Pool {
  const options = `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`;
  const pool = new pg.Pool({ connectionString: url, max: size, min: size, options, connectionTimeoutMillis: WAIT_FOR_CONNECTION_MS });
  // An idle connection that breaks is replaced when one is needed.
  pool.on("error", () => {});
  // One that breaks while it is lent out fails what was asked on it; without a listener it would end the process, too.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
async function openSome(pool: pg.Pool): Promise<void> {
  const opened = await Promise.allSettled(Array.from({ length: Math.min(OPENED_AHEAD, pool.options.max) }, () => pool.connect()));
  for (const connection of opened) if (connection.status === "fulfilled") connection.value.release();
}
const clientOn = (pool: pg.Pool): PrismaClient => new PrismaClient({ adapter: new PrismaPg(pool) });

/** How busy the connections under a role are. */
export interface PoolState {
  readonly role: "app" | "system";
  readonly open: number;
  readonly idle: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
}

export class Database {
  /** Sees across teams, may change little; see the migration that separates teams. */
  readonly system: PrismaClient;
  readonly #app: PrismaClient;
  readonly #pools: { readonly app: pg.Pool; readonly system: pg.Pool };
  readonly #announcements: Announcements;

  constructor({ appUrl, systemUrl, poolSize = 16 }: DatabaseOptions) {
    this.#pools = { app: openPool(appUrl, poolSize), system: openPool(systemUrl, Math.max(2, Math.ceil(poolSize / 4))) };
    this.#announcements = new Announcements((query) => this.#pools.system.query(query));
    this.#app = clientOn(this.#pools.app);
    this.system = clientOn(this.#pools.system);
  }

  /** Opens connections ahead of the first calls, as far as the server has them to give. */
  async open(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map(openSome));
  }

  /** Runs `work` in one transaction that sees and writes only rows of `teamIds`. None: it sees nothing. */
  async forTeams<T>(teamIds: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#app.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT set_config('app.team_ids', ${teamIds.join(",")}, true)`;
        return work(tx);
      },
      { maxWait: WAIT_FOR_CONNECTION_MS, timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /**
   * The same for plain SQL, at less than half the cost: for what comes hundreds of times a second.
   * @param changed the only run that `work` changes: word of it goes out after the commit, with that of others. Left out:
   *   the transaction sends word itself, which makes it wait for all others that do.
   */
  async statementsFor<T>(teamIds: readonly string[], work: (tx: Statements) => Promise<T>, changed?: ChangedRun): Promise<T> {
    const result = await inTransaction(this.#pools.app, teamIds, changed ? "afterwards" : "itself", work);
    if (changed) this.#announcements.add(changed);
    return result;
  }

  /**
   * One statement as a transaction of its own, in one message; it answers one column of JSON.
   * @param teamIds null: under the system role.
   * @param turn calls with the same one wait for each other.
   * @param changedBy the run that it changed, by its answer; word of it goes out after the commit. Left out: it changes none, as
   *   nobody would hear of it.
   */
  async statementOnce<Answer>(
    teamIds: readonly string[] | null,
    turn: string,
    statement: BoundStatement,
    changedBy?: (answer: Answer) => ChangedRun | null,
  ): Promise<Answer[]> {
    const answers = await askAtOnce<Answer>(teamIds ? this.#pools.app : this.#pools.system, teamIds, turn, statement);
    for (const answer of answers) {
      const changed = changedBy?.(answer);
      if (changed) this.#announcements.add(changed);
    }
    return answers;
  }

  get pools(): PoolState[] {
    return (["app", "system"] as const).map((role) => {
      const { totalCount, idleCount, waitingCount } = this.#pools[role];
      return { role, open: totalCount, idle: idleCount, waiting: waitingCount };
    });
  }

  async close(): Promise<void> {
    await this.#announcements.close();
    await Promise.all([this.#app.$disconnect(), this.system.$disconnect()]);
    await Promise.all(Object.values(this.#pools).map((pool) => pool.end()));
  }
}
