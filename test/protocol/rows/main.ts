/**
 * @file The rows of the fault matrix that need no trainer, alone: the protocol under races, reordering, damage, crashes and load.
 * `npm run test:faults` runs them among the others.
 *
 *   npm run test:protocol-rows -- [--only F1,F10] [--pace short|usual|full] [--seed N]
 */
import { parseArgs } from "node:util";
import { auditOf } from "../../faults/support/audit.ts";
import { contextOf, printFigures, type Figure, type Pace } from "../../faults/support/figure.ts";
import { Platform } from "../../faults/support/platform.ts";
import { endEverything } from "../../faults/support/programs.ts";
import { seconds } from "../../faults/support/random.ts";
import { PROTOCOL_ROWS } from "./rows.ts";

const { values: args } = parseArgs({ options: { only: { type: "string" }, pace: { type: "string", default: "usual" }, seed: { type: "string", default: "1" } } });
const only = args.only?.toUpperCase().split(",");
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void endEverything().finally(() => process.exit(130)));

const figures: Figure[] = [];
let shared: Promise<Platform> | null = null;
const platform = (): Promise<Platform> => (shared ??= Platform.start({ seed: Number(args.seed) }));
try {
  for (const row of PROTOCOL_ROWS) {
    if (only && !only.includes(row.id)) continue;
    const began = performance.now();
    console.log(`\n${row.id} ${row.title}`);
    figures.push(...(await row.run(contextOf(row.id, Number(args.seed), args.pace as Pace, platform))));
    console.log(`  took ${seconds(performance.now() - began)}`);
  }
  const findings = shared === null ? [] : await auditOf(await platform());
  const ids = findings.map(({ invariant, name, ids: broken }) => `${invariant} ${name}: ${broken.join(" ")}`).join("; ");
  figures.push({ row: "audit", did: "after all rows", n: 1, wanted: "0 broken", measured: findings.length === 0 ? "0" : ids, pass: findings.length === 0 });
} finally {
  await endEverything();
}
console.log(`\n${printFigures(figures)}`);
process.exitCode = figures.some(({ pass }) => pass === false) ? 1 : 0;
