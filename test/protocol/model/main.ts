/**
 * @file Searches every state of the runner protocol's model: two runners, one run, a network that loses, repeats and reorders, and
 * then the protocol with one thing wrong at a time, which must be caught.
 *
 *   npm run model -- [--steps N] [--leases N] [--claims N] [--wishes N]
 */
import { parseArgs } from "node:util";
import { BROKEN, PROTOCOL } from "./rules.ts";
import { search, type Search } from "./search.ts";
import type { Bounds } from "./world.ts";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "2" },
    leases: { type: "string" },
    claims: { type: "string", default: "2" },
    wishes: { type: "string", default: "2" },
  },
});
const given: Bounds = {
  runners: 2,
  steps: Number(values.steps),
  leases: Number(values.leases ?? 2),
  claims: Number(values.claims),
  wishes: Number(values.wishes),
  attemptsMax: 2,
};
/** People's wishes with two leases, and a third lease without them: both together are too many states for CI. */
const searches: readonly Bounds[] = values.leases ? [given] : [given, { ...given, leases: 3, claims: 1, wishes: 0 }];

const timed = (work: () => Search): Search & { readonly seconds: number } => {
  const beganMs = performance.now();
  return { ...work(), seconds: (performance.now() - beganMs) / 1000 };
};
const size = ({ states, transitions, depth, seconds }: Search & { seconds: number }): string =>
  `${states.toLocaleString("en")} states, ${transitions.toLocaleString("en")} transitions, depth ${depth}, ${seconds.toFixed(1)} s`;
const traceText = (trace: readonly string[]): string =>
  trace.map((text, index) => `     ${String(index + 1).padStart(2)}. ${text}`).join("\n");

let violations = 0;
for (const bounds of searches) {
  const whole = timed(() => search(PROTOCOL, bounds));
  if (whole.found) violations++;
  console.log(
    `the protocol, ${bounds.runners} runners, 1 run of ${bounds.steps} steps, ${bounds.leases} leases, ${bounds.claims} claims of each runner, ${bounds.wishes} wishes of people`,
  );
  console.log(
    `  ${size(whole)}: ${whole.found ? `BROKEN, ${whole.found.broken}\n${traceText(whole.found.trace)}` : "0 violations, every state was visited"}`,
  );
}
let caught = 0;
for (const { name, rules } of BROKEN) {
  const result = timed(() => search(rules, given));
  if (result.found) caught++;
  console.log(`\nbroken on purpose: ${name}\n  ${result.found ? `caught: ${result.found.broken}` : "NOT CAUGHT"} (${size(result)})`);
  if (result.found) console.log(traceText(result.found.trace));
}
console.log(`\n${caught} of ${BROKEN.length} broken variants caught.`);
process.exitCode = violations === 0 && caught === BROKEN.length ? 0 : 1;
