/** @file Whether memory stays flat over many steps: tensors and resident bytes, and their slopes. */
import { type EngineChoice, type Precision, startOurs, type StepWishes } from "./contenders.ts";
import { mebibytes, say, slopeOf } from "./print.ts";

export interface MemoryWatch {
  readonly steps: number;
  readonly tensors: { readonly first: number; readonly last: number };
  readonly rssBytes: { readonly first: number; readonly last: number; readonly slopePerStep: number };
  readonly peakBytes: number;
}

/** Steps until pools and the JavaScript heap have their size. */
const SETTLING = 20;

export async function watchMemory(wishes: StepWishes, engine: EngineChoice, precision: Precision, steps: number): Promise<MemoryWatch | null> {
  const contender = await startOurs(wishes, engine, precision, { batches: 2 });
  if (contender === null) return null;
  const seen: { tensors: number; rssBytes: number; peakBytes: number }[] = [];
  for (let step = 0; step < SETTLING + steps; step++) {
    const { tensors = 0, rssBytes, peakBytes } = await contender.step();
    if (step >= SETTLING) seen.push({ tensors, rssBytes, peakBytes });
  }
  await contender.stop();
  const [first, last] = [seen[0]!, seen.at(-1)!];
  return {
    steps,
    tensors: { first: first.tensors, last: last.tensors },
    rssBytes: { first: first.rssBytes, last: last.rssBytes, slopePerStep: slopeOf(seen.map(({ rssBytes }) => rssBytes)) },
    peakBytes: last.peakBytes,
  };
}

export function printMemory(name: string, { steps, tensors, rssBytes, peakBytes }: MemoryWatch): void {
  say(`\nMemory over ${steps} steps (${name}): tensors ${tensors.first} -> ${tensors.last}; resident ${mebibytes(rssBytes.first)} -> ${mebibytes(rssBytes.last)} MiB,`
    + ` slope ${(rssBytes.slopePerStep / 1024).toFixed(1)} KiB a step; peak ${mebibytes(peakBytes)} MiB`);
}
