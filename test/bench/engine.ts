/**
 * @file The engine, measured: the machine's peak, single operations and whole training steps, beside PyTorch's where a Python that
 * has it is found (CAPSTAN_PEER_PYTHON, or python3).
 *
 *   node test/bench/engine.ts [--size M|CATR|S ...] [--steps N] [--threads N] [--engine native|tensorflow|wasm] [--precision fp32|bf16 ...]
 *     [--ops] [--race] [--same] [--losses N] [--memory N] [--fused] [--json]
 *
 * Without any of --ops, --race, --same, --losses and --memory it does the first four, with 20 losses. All figures are of a machine
 * that does nothing else.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import type { EngineChoice, Precision } from "./engine/contenders.ts";
import { printMemory, watchMemory } from "./engine/memory-watch.ts";
import { describeMachine, measureOps, printOps } from "./engine/ops.ts";
import { say } from "./engine/print.ts";
import { findPeerPython, NO_TORCH } from "./engine/python.ts";
import { compareWithPeer, comparePrecisions, printPrecisions, printSameness } from "./engine/sameness.ts";
import { SIZES, type SizeName } from "./engine/sizes.ts";
import { printRace, raceSteps } from "./engine/step-race.ts";

const { values: args } = parseArgs({
  options: {
    size: { type: "string", multiple: true, default: ["M"] },
    steps: { type: "string", default: "10" },
    threads: { type: "string", default: String(os.availableParallelism()) },
    engine: { type: "string", default: "native" },
    precision: { type: "string", multiple: true, default: ["fp32", "bf16"] },
    ops: { type: "boolean", default: false },
    race: { type: "boolean", default: false },
    same: { type: "boolean", default: false },
    losses: { type: "string" },
    memory: { type: "string" },
    fused: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const CHOICES = ["native", "tensorflow", "wasm"] as const;
const engine = CHOICES.find((name) => name === args.engine) as EngineChoice;
const sizes = args.size.map((name) => SIZES[name as SizeName]);
if (engine === undefined || sizes.includes(undefined!))
  throw new Error(`--engine is one of ${CHOICES.join(", ")}, --size of ${Object.keys(SIZES).join(", ")}.`);
const precisions = args.precision as Precision[];
const threads = Number(args.threads);
const everything = !args.ops && !args.race && !args.same && args.losses === undefined && args.memory === undefined;
const losses = args.losses ?? (everything ? "20" : undefined);

const python = findPeerPython();
const result: Record<string, unknown> = { machine: await describeMachine(engine, threads), torch: python?.version ?? null };
if (python === null) say(NO_TORCH);
if (args.ops || everything) {
  const table = await measureOps({ engine, threads, precisions, python });
  if (!args.json) printOps(table);
  result["ops"] = table;
}
for (const size of sizes) {
  const wishes = { size, threads, dropout: 0.1 };
  const found: Record<string, unknown> = {};
  if ((args.same || everything) && python !== null) {
    const sameness = await compareWithPeer(size, threads, engine, python);
    if (!args.json) printSameness(size.name, sameness);
    if (!sameness.agrees) process.exitCode = 1;
    found["same"] = sameness;
  }
  if (args.race || everything) {
    const race = { ...wishes, engine, steps: Number(args.steps), precisions, python, fused: args.fused };
    const results = await raceSteps(race);
    if (!args.json) printRace(race, results);
    found["race"] = results;
  }
  if (losses !== undefined) {
    const pair = await comparePrecisions(wishes, engine, Number(losses));
    if (pair !== null && !args.json) printPrecisions(size.name, pair);
    found["losses"] = pair;
  }
  if (args.memory !== undefined) {
    found["memory"] = {};
    for (const precision of precisions) {
      const watch = await watchMemory(wishes, engine, precision, Number(args.memory));
      if (watch !== null && !args.json) printMemory(`${size.name} ${precision}`, watch);
      Object.assign(found["memory"] as object, { [precision]: watch });
    }
  }
  result[size.name] = found;
}
if (args.json) say(JSON.stringify(result, null, 2));
