/** @file What every resolver gets: the caller, the database bound to the caller's teams, and the services of this process. */
import type { ChangedRun } from "@capstan/prisma/announcements";
import type { Database, Tx } from "@capstan/prisma/database";
import type { Statements } from "@capstan/prisma/statements";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { teamIdsOf, type Caller } from "./caller.ts";
import type { CaptionPool } from "./captioning/caption-pool.ts";
import type { Config } from "./config.ts";
import type { ReportQuota } from "./limits/report-quota.ts";
import type { ChangeFeed } from "./live/change-feed.ts";
import type { BackgroundWork } from "./process/claimed-work.ts";

/** Made once per process. */
export interface Services {
  readonly config: Config;
  readonly database: Database;
  readonly store: ObjectStore;
  readonly changes: ChangeFeed;
  readonly captions: CaptionPool;
  readonly imports: BackgroundWork;
  readonly evaluations: BackgroundWork;
  readonly reportQuota: ReportQuota;
  readonly log: Logger;
}

/** Made once per request; once per subscription on a WebSocket. */
export interface Context extends Services {
  readonly caller: Caller;
  readonly requestId: string;
  readonly ipAddress: string | null;
  /** A transaction that sees the rows of the caller's teams. */
  db<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for plain SQL at a fraction of the cost, where calls come in numbers. `changed`: the only run that it changes. */
  sql<T>(work: (tx: Statements) => Promise<T>, changed?: ChangedRun): Promise<T>;
}

export function createContext(services: Services, request: { caller: Caller; requestId: string; ipAddress: string | null }): Context {
  return {
    ...services,
    ...request,
    db: (work) => services.database.forTeams(teamIdsOf(request.caller), work),
    sql: (work, changed) => services.database.statementsFor(teamIdsOf(request.caller), work, changed),
  };
}
