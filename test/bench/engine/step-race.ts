/** @file Training steps, each contender's in turn: noise of the machine then falls on all of them. */
import { type Contender, type EngineChoice, startOurs, startPeer, type StepWishes } from "./contenders.ts";
import { mebibytes, median, printTable, say } from "./print.ts";
import type { PeerPython } from "./python.ts";

/** First steps build kernels, fill pools, and are not counted. */
const WARM_UP = 2;

export interface RaceResult {
  readonly contender: string;
  readonly medianSeconds: number;
  readonly minSeconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

interface RaceWishes extends StepWishes {
  readonly steps: number;
  readonly engine: EngineChoice;
  readonly precisions: readonly ("fp32" | "bf16")[];
  readonly python: PeerPython | null;
  /** Also PyTorch with its fused AdamW, which is not its default. */
  readonly fused: boolean;
}

async function startAll(wishes: RaceWishes): Promise<Contender[]> {
  const all: (Contender | null)[] = [];
  for (const precision of wishes.precisions) all.push(await startOurs(wishes, wishes.engine, precision));
  for (const precision of wishes.precisions) {
    if (wishes.python === null) continue;
    all.push(await startPeer(wishes.python, wishes, precision));
    if (wishes.fused) all.push(await startPeer(wishes.python, wishes, precision, { fused: true }));
  }
  return all.filter((one) => one !== null);
}

export async function raceSteps(wishes: RaceWishes): Promise<readonly RaceResult[]> {
  const contenders = await startAll(wishes);
  const steps = contenders.map(() => [] as { seconds: number; processor: number; peakBytes: number }[]);
  try {
    for (let round = 0; round < WARM_UP + wishes.steps; round++)
      for (const [i, contender] of contenders.entries()) {
        const step = await contender.step();
        if (round >= WARM_UP) steps[i]!.push(step);
      }
  } finally {
    for (const contender of contenders) await contender.stop();
  }
  return contenders.map(({ title }, i) => ({
    contender: title,
    medianSeconds: median(steps[i]!.map(({ seconds }) => seconds)),
    minSeconds: Math.min(...steps[i]!.map(({ seconds }) => seconds)),
    processorSeconds: median(steps[i]!.map(({ processor }) => processor)),
    peakBytes: Math.max(...steps[i]!.map(({ peakBytes }) => peakBytes)),
  }));
}

const isPeer = ({ contender }: RaceResult): boolean => contender.startsWith("PyTorch");
const best = (results: readonly RaceResult[], of: (result: RaceResult) => number): number => Math.min(...results.map(of));

export function printRace({ size, steps, threads }: RaceWishes, results: readonly RaceResult[]): void {
  say(
    `\nTraining step ${size.name}: ${size.backbone}${size.dilation ? " dilated" : ""}, ${size.side} pixels, batch ${size.batch}, T ${size.T},` +
      ` ${size.encoderLayers}+${size.decoderLayers} layers, V ${size.V}; dropout, padding masks, clipping, AdamW; ${threads} threads; ${steps} steps each, in turns`,
  );
  const peers = results.filter(isPeer);
  const ratio = (value: number, base: number): string => (peers.length === 0 ? "-" : (value / base).toFixed(3));
  const [median_, min, memory] = [best(peers, (r) => r.medianSeconds), best(peers, (r) => r.minSeconds), best(peers, (r) => r.peakBytes)];
  printTable(
    ["", "median s", "min s", "processor s", "peak MiB", "median / best PyTorch", "min / best PyTorch", "peak / least PyTorch"],
    results.map((result) => [
      result.contender,
      result.medianSeconds.toFixed(3),
      result.minSeconds.toFixed(3),
      result.processorSeconds.toFixed(3),
      mebibytes(result.peakBytes),
      ratio(result.medianSeconds, median_),
      ratio(result.minSeconds, min),
      ratio(result.peakBytes, memory),
    ]),
  );
  for (const ours of results.filter((result) => !isPeer(result))) {
    const same = peers.find(({ contender }) => contender === ours.contender.replace("ours", "PyTorch"));
    if (same)
      say(
        `${ours.contender} / ${same.contender}: median ${(ours.medianSeconds / same.medianSeconds).toFixed(3)}, min ${(ours.minSeconds / same.minSeconds).toFixed(3)}, peak memory ${(ours.peakBytes / same.peakBytes).toFixed(3)}`,
      );
  }
}
