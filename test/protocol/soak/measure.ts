/** @file One look at the API process and its database, from outside. */
import { readdirSync, readFileSync } from "node:fs";
import { runChecks } from "../../../tools/audit/run-checks.ts";
import type { SoakPlatform } from "./platform.ts";

export interface Measured {
  readonly apiPid: number;
  readonly residentMb: number;
  readonly heapMb: number;
  readonly fileDescriptors: number;
  /** Node's active resources: sockets, timers, requests. */
  readonly handles: number;
  readonly databaseConnections: number;
  /** 99 of 100 turns of the event loop since the last look were late by at most this. */
  readonly eventLoopLagMs: number;
  /** Rows that break an invariant, by check. */
  readonly audit: Readonly<Record<string, readonly string[]>>;
}
const MB = 1024 ** 2;

function metric(text: string, name: string): number {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.slice(name.length + 1));
}

export async function measure({ api: { pid: apiPid }, apiUrl, database }: SoakPlatform): Promise<Measured> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  const resident = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${apiPid}/status`, "utf8"))![1];
  const connections = await database.query<{ count: string }>(
    "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('capstan_app', 'capstan_system')",
  );
  const findings = await runChecks(database.ownerUrl);
  return {
    apiPid,
    residentMb: (Number(resident) * 1024) / MB,
    heapMb: metric(text, "nodejs_heap_size_used_bytes") / MB,
    fileDescriptors: readdirSync(`/proc/${apiPid}/fd`).length,
    handles: metric(text, "nodejs_active_resources_total"),
    databaseConnections: Number(connections[0]!.count),
    eventLoopLagMs: metric(text, "nodejs_eventloop_lag_p99_seconds") * 1000,
    audit: Object.fromEntries(findings.filter(({ broken }) => broken > 0).map(({ invariant, name, ids }) => [`${invariant} ${name}`, ids])),
  };
}
