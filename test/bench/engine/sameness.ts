/** @file That both sides compute the same: first ours and PyTorch's, then our bf16 and our fp32. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type EngineChoice, startOurs, startPeer, type StepWishes } from "./contenders.ts";
import { printTable, say } from "./print.ts";
import type { PeerPython } from "./python.ts";

const STEPS = 3;
/** fp32 sums in another order. A wrong gradient is off by more. */
const LOSS_TOLERANCE = 1e-4;
const NORM_TOLERANCE = 1e-3;

export interface Sameness {
  readonly agrees: boolean;
  readonly rows: readonly {
    readonly step: number;
    readonly loss: readonly [number, number];
    readonly gradientNorm: readonly [number, number];
  }[];
}

const apart = ([a, b]: readonly [number, number]): number => Math.abs(a - b) / Math.abs(b);

/** A few steps from the same weights and batch without dropout: the second loss knows of the first update. */
export async function compareWithPeer(
  size: StepWishes["size"],
  threads: number,
  engine: EngineChoice,
  python: PeerPython,
): Promise<Sameness> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-bench-same-"));
  const wishes = { size, threads, dropout: 0 };
  try {
    const ours = await startOurs(wishes, engine, "fp32", { save: folder });
    const peer = await startPeer(python, wishes, "fp32", { load: folder });
    const rows = [];
    for (let step = 1; step <= STEPS; step++) {
      const [a, b] = [await ours!.step(), await peer.step()];
      rows.push({ step, loss: [a.loss, b.loss] as const, gradientNorm: [a.gradientNorm, b.gradientNorm] as const });
    }
    await Promise.all([ours!.stop(), peer.stop()]);
    return { agrees: rows.every(({ loss, gradientNorm }) => apart(loss) < LOSS_TOLERANCE && apart(gradientNorm) < NORM_TOLERANCE), rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function printSameness(name: string, { agrees, rows }: Sameness): void {
  say(`\nThe same weights and batch, fp32, without dropout (${name}): loss and gradient norm ${agrees ? "agree" : "DIFFER"}`);
  printTable(
    ["step", "our loss", "PyTorch's", "apart", "our norm", "PyTorch's", "apart"],
    rows.map(({ step, loss, gradientNorm }) => [
      String(step),
      loss[0].toFixed(6),
      loss[1].toFixed(6),
      apart(loss).toExponential(1),
      gradientNorm[0].toFixed(6),
      gradientNorm[1].toFixed(6),
      apart(gradientNorm).toExponential(1),
    ]),
  );
}

export interface LossPair {
  readonly fp32: readonly number[];
  readonly bf16: readonly number[];
}

/** Batches that take turns, so that the losses are not those of one batch learned by heart. */
const BATCHES = 4;

/** Both precisions from the same weights, over the same batches and dropout masks. Null where there is no bf16. */
export async function comparePrecisions(wishes: StepWishes, engine: EngineChoice, steps: number): Promise<LossPair | null> {
  const losses: Record<"fp32" | "bf16", number[]> = { fp32: [], bf16: [] };
  for (const precision of ["fp32", "bf16"] as const) {
    const contender = await startOurs(wishes, engine, precision, { batches: BATCHES });
    if (contender === null) return null;
    for (let step = 0; step < steps; step++) losses[precision].push((await contender.step()).loss);
    await contender.stop();
  }
  return losses;
}

export function printPrecisions(name: string, { fp32, bf16 }: LossPair): void {
  const distances = fp32.map((loss, i) => apart([bf16[i]!, loss]));
  say(
    `\nLosses over ${fp32.length} steps from the same weights (${name}): bf16 is at most ${(100 * Math.max(...distances)).toFixed(2)} % from fp32`,
  );
  printTable(
    ["step", "fp32", "bf16", "apart"],
    fp32.map((loss, i) => [String(i + 1), loss.toFixed(4), bf16[i]!.toFixed(4), `${(100 * distances[i]!).toFixed(2)} %`]),
  );
}
