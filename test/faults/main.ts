/**
 * @file `npm run test:faults`: breaks real processes on purpose and prints what came of it beside what is wanted.
 *
 *   node test/faults/main.ts [--only F2,F5] [--full] [--seed N] [--logs FOLDER]
 *
 * --logs FOLDER: keeps what the processes of the shared platform logged.
 * --full: as often as the matrix asks (hours). Without: a shorter count that ends within 20 minutes on two cores.
 */
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROWS } from "./rows.ts";
import { auditOf } from "./support/audit.ts";
import { contextOf, printFigures, type Figure } from "./support/figure.ts";
import { Platform } from "./support/platform.ts";
import { endEverything } from "./support/programs.ts";
import { seconds } from "./support/random.ts";

const { values: args } = parseArgs({
  options: {
    only: { type: "string" },
    full: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    logs: { type: "string" },
  },
});
const seed = Number(args.seed);
const wanted = args.only?.toUpperCase().split(",");
const unknown = wanted?.filter((id) => !ROWS.some((row) => row.id === id)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(", ")}. There are: ${ROWS.map(({ id }) => id).join(", ")}.`);
  process.exit(2);
}

let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (isInterrupted) return;
    isInterrupted = true;
    void endEverything().finally(() => process.exit(130));
  });
}

async function audit(row: string, audited: Promise<Platform>): Promise<Figure> {
  const about = { row, did: "SQL audit after the row", n: 1, wanted: "0 violations" };
  try {
    const findings = await auditOf(await audited);
    for (const { invariant, means, broken, ids } of findings)
      console.log(`  ${invariant} broken ${broken} times: ${means} (${ids.join(", ")})`);
    return { ...about, measured: String(findings.length), pass: findings.length === 0 };
  } catch (error) {
    return { ...about, measured: `it could not run: ${String(error)}`, pass: false };
  }
}

async function keepLogs(folder: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(folder)) if (name.endsWith(".log")) await copyFile(path.join(folder, name), path.join(target, name));
}

const figures: Figure[] = [];
const durations: string[] = [];
const began = performance.now();
let shared = null as Promise<Platform> | null;
const platform = (): Promise<Platform> => (shared ??= Platform.start({ seed }));
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");

console.log(`Fault matrix, seed ${seed}${args.full ? ", full" : ""}; load ${load()}`);
try {
  for (const row of ROWS) {
    if (isInterrupted || (wanted && !wanted.includes(row.id))) continue;
    const rowBegan = performance.now();
    console.log(`\n${row.id} ${row.title}`);
    try {
      figures.push(...(await row.run(contextOf(row.id, seed, args.full ? "full" : "usual", platform))));
    } catch (error) {
      if (isInterrupted) break;
      console.error(error);
      figures.push({
        row: row.id,
        did: row.title,
        n: 0,
        wanted: "the row runs to its end",
        measured: String(error).slice(0, 160),
        pass: false,
      });
    }
    if (shared !== null) figures.push(await audit(row.id, shared));
    durations.push(`${row.id} ${seconds(performance.now() - rowBegan)}`);
    console.log(`  took ${durations.at(-1)}; load ${load()}`);
  }
} finally {
  if (args.logs !== undefined && shared !== null)
    await shared.then(({ folder }) => keepLogs(folder, args.logs!)).catch((error: unknown) => console.error(error));
  await endEverything();
}
if (!isInterrupted) {
  console.log(`\n${printFigures(figures)}\n\nTook, each with its audit: ${durations.join(", ")}.`);
  const failed = figures.filter(({ pass }) => pass === false).length;
  console.log(
    `\n${figures.length} figures, ${failed} failed, ${figures.filter(({ pass }) => pass === null).length} skipped, in ${seconds(performance.now() - began)}; seed ${seed}; load ${load()}`,
  );
  process.exit(failed === 0 ? 0 : 1);
}
