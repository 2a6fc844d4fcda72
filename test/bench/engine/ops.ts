/** @file The machine's peak and single operations, ours beside PyTorch's, one operation after the other on all sides. */
import os from "node:os";
import { fileURLToPath } from "node:url";
import type { EngineChoice, Precision } from "./contenders.ts";
import { LineProcess } from "./line-process.ts";
import { bytesOf, flopsOf, nameOf, type Op, OPS, type OpTimes } from "./op-list.ts";
import { printTable, say } from "./print.ts";
import { PEERS, type PeerPython } from "./python.ts";

const environment: NodeJS.ProcessEnv = { ...process.env, OMP_WAIT_POLICY: "passive" };

interface OurReady {
  readonly engine: { readonly device: string; readonly precision: string };
}

async function startOurs(engine: EngineChoice, precision: Precision, threads: number): Promise<[LineProcess, OurReady["engine"]]> {
  const file = fileURLToPath(new URL("our-ops.ts", import.meta.url));
  const [child, ready] = await LineProcess.start<OurReady>(
    "Our engine",
    process.execPath,
    [file, JSON.stringify({ engine, precision, threads })],
    environment,
  );
  return [child, ready.engine];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly device: string;
  /** FLOP/s of the fastest large product; bf16 null where there is none. */
  readonly peak: { readonly fp32: number; readonly bf16: number | null };
  /** Bytes per second of a large copy. */
  readonly copy: number;
}

let known: Machine | undefined;

/** Measures and prints the machine. */
export async function describeMachine(engine: EngineChoice, threads: number): Promise<Machine> {
  const ask = async (precision: Precision): Promise<{ device: string; peak: number | null; copy: number }> => {
    const [child, ready] = await startOurs(engine, precision, threads);
    const peak = ready.precision === precision ? (await child.ask<{ value: number }>("peak")).value : null;
    const { value: copy } = await child.ask<{ value: number }>("copy");
    await child.stop();
    return { device: ready.device, peak, copy };
  };
  const [fp32, bf16] = [await ask("fp32"), await ask("bf16")];
  known = {
    processor: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    threads,
    memoryBytes: os.totalmem(),
    device: fp32.device,
    peak: { fp32: fp32.peak!, bf16: bf16.peak },
    copy: Math.max(fp32.copy, bf16.copy),
  };
  const giga = (value: number | null): string => (value === null ? "none" : (value / 1e9).toFixed(0));
  say(`${known.processor}, ${known.cores} cores, ${(known.memoryBytes / 2 ** 30).toFixed(0)} GiB; ${engine}: ${known.device}`);
  say(`peak of large products, GFLOP/s: fp32 ${giga(known.peak.fp32)}, bf16 ${giga(known.peak.bf16)}; copying ${giga(known.copy)} GB/s`);
  return known;
}

export interface OpResult {
  readonly op: Op;
  readonly ours: Readonly<Partial<Record<Precision, OpTimes>>>;
  readonly peer: Readonly<Partial<Record<Precision, OpTimes>>>;
}
interface OpsWishes {
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly precisions: readonly Precision[];
  readonly python: PeerPython | null;
}

export async function measureOps({ engine, threads, precisions, python }: OpsWishes): Promise<readonly OpResult[]> {
  const ours = new Map<Precision, LineProcess>();
  const peers = new Map<Precision, LineProcess>();
  for (const precision of precisions) {
    const [child, ready] = await startOurs(engine, precision, threads);
    if (ready.precision === precision) ours.set(precision, child);
    else await child.stop();
    if (python !== null)
      peers.set(
        precision,
        (await LineProcess.start("PyTorch", python.command, [`${PEERS}ops.py`, JSON.stringify({ precision, threads })], environment))[0],
      );
  }
  const results: OpResult[] = [];
  for (const [i, op] of OPS.entries()) {
    const result = { op, ours: {} as Record<Precision, OpTimes>, peer: {} as Record<Precision, OpTimes> };
    for (const precision of precisions) {
      if (ours.has(precision)) result.ours[precision] = await ours.get(precision)!.ask<OpTimes>(String(i));
      if (peers.has(precision)) result.peer[precision] = await peers.get(precision)!.ask<OpTimes>(JSON.stringify(op));
    }
    results.push(result);
  }
  for (const child of [...ours.values(), ...peers.values()]) await child.stop();
  return results;
}

const PASSES = { forward: "forward", input: "input gradient", filter: "filter gradient" } as const;

function rate(op: Op, pass: keyof OpTimes, ms: number, precision: Precision): string {
  const [flops, bytes] = [flopsOf(op), bytesOf(op)];
  if (flops !== null && (pass === "forward" || op.kind !== "attention")) {
    const reached = flops / (ms / 1000);
    const peak = known?.peak[precision];
    return `${(reached / 1e9).toFixed(0)} GFLOP/s${peak ? ` ${((100 * reached) / peak).toFixed(0)} %` : ""}`;
  }
  if (bytes !== null && pass === "forward") {
    const reached = bytes / (ms / 1000);
    return `${(reached / 1e9).toFixed(1)} GB/s${known ? ` ${((100 * reached) / known.copy).toFixed(0)} %` : ""}`;
  }
  return "";
}

export function printOps(results: readonly OpResult[]): void {
  const tiny = (op: Op): boolean => op.kind === "tinyAdd" || op.kind === "tinyRelu";
  for (const precision of ["fp32", "bf16"] as const) {
    const rows = results.flatMap(({ op, ours, peer }) =>
      tiny(op)
        ? []
        : (["forward", "input", "filter"] as const).flatMap((pass) => {
            const [mine, theirs] = [ours[precision]?.[pass], peer[precision]?.[pass]];
            if (mine === null || mine === undefined) return [];
            const title = `${nameOf(op)}: ${(pass === "input" && flopsOf(op) === null) || (op.kind === "attention" && pass === "input") ? "gradients" : PASSES[pass]}`;
            return [
              [
                title,
                mine.toFixed(3),
                rate(op, pass, mine, precision),
                theirs?.toFixed(3) ?? "-",
                theirs ? (mine / theirs).toFixed(2) : "-",
              ],
            ];
          }),
    );
    if (rows.length === 0) continue;
    say(`\nOperations, ${precision}, least of several, beside the machine's peak`);
    printTable(["", "ms", "rate, share of peak", "PyTorch ms", "ours / PyTorch"], rows);
  }
  say("\nWhat a call costs, nanoseconds (64 values)");
  printTable(
    ["", "ours", "PyTorch"],
    results
      .filter(({ op }) => tiny(op))
      .map(({ op, ours, peer }) => [
        nameOf(op),
        ...[ours, peer].map((side) => {
          const ms = (side.fp32 ?? side.bf16)?.forward;
          return ms === undefined ? "-" : (ms * 1e6).toFixed(0);
        }),
      ]),
  );
}
