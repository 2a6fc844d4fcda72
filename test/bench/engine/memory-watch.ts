/**
 * @file Whether memory stays flat over many steps: tensors, what is held when garbage is collected, and resident bytes. The last
 * also grow while V8 makes room for more garbage, for a thousand steps or so: they settle, where a leak does not.
 */
import { type EngineChoice, type Precision, startOurs, type StepWishes } from "./contenders.ts";
import { mebibytes, say, slopeOf } from "./print.ts";

export interface MemoryWatch {
  readonly steps: number;
  readonly tensors: { readonly first: number; readonly last: number };
  readonly liveBytes: { readonly first: number; readonly last: number };
  /** The slope is that of the second half. */
  readonly rssBytes: { readonly first: number; readonly middle: number; readonly last: number; readonly slopePerStep: number };
  readonly peakBytes: number;
}

/** Steps until pools have their size. */
const SETTLING = 20;

export async function watchMemory(
  wishes: StepWishes,
  engine: EngineChoice,
  precision: Precision,
  steps: number,
): Promise<MemoryWatch | null> {
  const contender = await startOurs(wishes, engine, precision, { batches: 2, collects: true });
  if (contender === null) return null;
  const seen: { tensors: number; rssBytes: number; peakBytes: number }[] = [];
  const live: number[] = [];
  for (let step = 0; step < SETTLING + steps; step++) {
    const { tensors = 0, rssBytes, peakBytes, liveBytes } = await contender.step();
    if (liveBytes !== undefined) live.push(liveBytes);
    if (step >= SETTLING) seen.push({ tensors, rssBytes, peakBytes });
  }
  await contender.stop();
  const half = Math.floor(seen.length / 2);
  const [first, middle, last] = [seen[0]!, seen[half]!, seen.at(-1)!];
  return {
    steps,
    tensors: { first: first.tensors, last: last.tensors },
    liveBytes: { first: live[0] ?? 0, last: live.at(-1) ?? 0 },
    rssBytes: {
      first: first.rssBytes,
      middle: middle.rssBytes,
      last: last.rssBytes,
      slopePerStep: slopeOf(seen.slice(half).map(({ rssBytes }) => rssBytes)),
    },
    peakBytes: last.peakBytes,
  };
}

export function printMemory(name: string, { steps, tensors, liveBytes, rssBytes, peakBytes }: MemoryWatch): void {
  const resident = [rssBytes.first, rssBytes.middle, rssBytes.last].map(mebibytes).join(" -> ");
  say(
    `\nMemory over ${steps} steps (${name}): tensors ${tensors.first} -> ${tensors.last}; without garbage ${(liveBytes.first / 2 ** 20).toFixed(1)} ->` +
      ` ${(liveBytes.last / 2 ** 20).toFixed(1)} MiB; resident ${resident} MiB (first, middle, last), slope of the second half` +
      ` ${(rssBytes.slopePerStep / 1024).toFixed(1)} KiB a step; peak ${mebibytes(peakBytes)} MiB`,
  );
}
