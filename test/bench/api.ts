/**
 * @file What the API can do on this machine, beside its goals: ingest, claims, live subscribers, curves and lists, each
 * through GraphQL over HTTP or WebSockets against real processes.
 *
 *   npm run bench:api [-- --only ingest,claims,subscribers,curve,list] [--seconds 20] [--apis 2] [--profile FOLDER]
 *
 * --profile: the API writes a profile of its processor time there when it ends.
 */
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { endEverything } from "../faults/support/programs.ts";
import { measureClaims } from "./api/claims.ts";
import { measureCurve } from "./api/curve.ts";
import { Floor } from "./api/floor.ts";
import { measureIngest } from "./api/ingest.ts";
import { printMeasured, type Measured } from "./api/measure.ts";
import { measureList } from "./api/run-list.ts";
import { measureSubscribers } from "./api/subscribers.ts";

const { values: args } = parseArgs({
  options: {
    only: { type: "string" },
    seconds: { type: "string", default: "20" },
    apis: { type: "string", default: "1" },
    profile: { type: "string" },
  },
});
const seconds = Number(args.seconds);
const PARTS: Readonly<Record<string, (floor: Floor) => Promise<Measured[]>>> = {
  ingest: (floor) => measureIngest(floor, seconds),
  claims: (floor) => measureClaims(floor, Math.ceil(seconds * 100)),
  subscribers: (floor) => measureSubscribers(floor, seconds),
  curve: (floor) => measureCurve(floor, Math.ceil(seconds * 2)),
  list: (floor) => measureList(floor, Math.ceil(seconds / 4)),
};
const chosen = args.only?.split(",") ?? Object.keys(PARTS);
const unknown = chosen.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}. There are: ${Object.keys(PARTS).join(", ")}.`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void endEverything().finally(() => process.exit(130)));

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");
const nodeArgs = args.profile ? ["--cpu-prof", `--cpu-prof-dir=${path.resolve(args.profile)}`] : [];
const rows: Measured[] = [];
try {
  const floor = await Floor.start({ apis: Number(args.apis), nodeArgs });
  const [{ server_version: postgres } = { server_version: "?" }] = await floor.database.query<{ server_version: string }>(
    "SHOW server_version",
  );
  const cores = cpus();
  console.log(
    `${cores.length} x ${cores[0]?.model ?? "?"}; Node ${process.versions.node}; PostgreSQL ${postgres}; API processes: ${args.apis}; load ${load()}`,
  );
  for (const name of chosen) {
    const measured = await PARTS[name]!(floor);
    rows.push(...measured);
    console.log(`${name} is measured; load ${load()}`);
  }
  // A profile is written at an orderly end only.
  if (args.profile) await Promise.all(floor.apis.map(({ program }) => program.end()));
} finally {
  await endEverything();
}
console.log(`\n${printMeasured(rows)}`);
