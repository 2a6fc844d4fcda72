/** @file The rows of the fault matrix, in the order in which they run. */
import { PROTOCOL_ROWS } from "../protocol/rows/rows.ts";
import { runnerKilled } from "./f02-runner-killed.ts";
import { zombieRunner } from "./f03-zombie.ts";
import { preemptedRunner } from "./f04-preempted.ts";
import { apiKilled } from "./f05-api-killed.ts";
import { databaseKilled } from "./f06-database-killed.ts";
import { apiAway } from "./f07-api-away.ts";
import { partitioned } from "./f08-partition.ts";
import { badNetwork } from "./f09-bad-network.ts";
import { replyLost } from "./f11-reply-lost.ts";
import { diskFull } from "./f12-disk-full.ts";
import { clockSkew } from "./f15-clock-skew.ts";
import { exactResume } from "./f16-exact-resume.ts";
import { poisonRun } from "./f17-poison-run.ts";
import { ingestLoad } from "./f19-ingest-load.ts";
import { slowSubscriber } from "./f21-slow-subscriber.ts";
import { subscribeFlood } from "./f22-subscribe-flood.ts";
import { cancelLatency } from "./f23-cancel.ts";
import type { FaultRow } from "./support/figure.ts";

/** Rows that need processes to die. */
const PROCESS_ROWS: readonly FaultRow[] = [
  runnerKilled,
  zombieRunner,
  preemptedRunner,
  apiKilled,
  databaseKilled,
  apiAway,
  partitioned,
  badNetwork,
  replyLost,
  diskFull,
  clockSkew,
  exactResume,
  poisonRun,
  ingestLoad,
  slowSubscriber,
  subscribeFlood,
  cancelLatency,
];
const numberOf = ({ id }: FaultRow): number => Number(id.slice(1));
export const ROWS: readonly FaultRow[] = [...PROTOCOL_ROWS, ...PROCESS_ROWS].toSorted((a, b) => numberOf(a) - numberOf(b));
