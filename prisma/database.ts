/**
 * @file The way to the database for the API: one pool under each role, and transactions bound to teams.
 *
 * The team setting is local to its transaction. A session-level SET would leak to whoever gets the connection next.
 */
import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";

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

const open = (url: string, size: number): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: size, options: `-c statement_timeout=${STATEMENT_TIMEOUT_MS}` }) });

export class Database {
  /** Sees across teams, may change little; see the migration that separates teams. */
  readonly system: PrismaClient;
  readonly #app: PrismaClient;

  constructor({ appUrl, systemUrl, poolSize = 16 }: DatabaseOptions) {
    this.#app = open(appUrl, poolSize);
    this.system = open(systemUrl, Math.max(2, Math.ceil(poolSize / 4)));
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

  async close(): Promise<void> {
    await Promise.all([this.#app.$disconnect(), this.system.$disconnect()]);
  }
}
