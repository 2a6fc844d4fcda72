/** @file Reads a loss curve as a person would: is it falling, flat, rising or broken? Pure. */
import { decimal } from "../../format/number.ts";
import { smooth, type Curve } from "../../chart/curve.ts";
import type { Tone } from "../../ui/tone.ts";

export interface Trend {
  readonly points: number;
  /** Smoothed training loss at the beginning, a quarter of the curve ago, and now. */
  readonly first: number | null;
  readonly before: number | null;
  readonly now: number | null;
  readonly lowest: number | null;
  /** The last values were not finite. */
  readonly isBroken: boolean;
}

/** Fewer points than this say nothing. */
const ENOUGH_POINTS = 20;
const WEIGHT = 0.9;
/** Steps at the end without one finite value. */
const BROKEN_POINTS = 3;

export function trendOf(curve: Curve): Trend {
  const smoothed = smooth(curve.values, WEIGHT);
  const finite = smoothed.filter((value) => value !== null);
  const tail = curve.values.slice(-BROKEN_POINTS);
  // The first tenth is noise and warm-up: its end is where the curve starts to mean something.
  const at = (share: number) => finite[Math.min(finite.length - 1, Math.floor(finite.length * share))] ?? null;
  return {
    points: curve.steps.length,
    first: finite[0] ?? null,
    before: at(0.75),
    now: finite.at(-1) ?? null,
    lowest: finite.length === 0 ? null : finite.reduce((low, value) => Math.min(low, value)),
    isBroken: tail.length === BROKEN_POINTS && tail.every((value) => value === null),
  };
}

interface EpochLosses {
  readonly epoch: number;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly scores: readonly { readonly name: string; readonly value: number | null }[];
}

/** Below this share of different captions the model says the same of every picture. */
const SAME_CAPTIONS_SHARE = 0.1;
/** In the first epochs that is usual. */
const SAME_CAPTIONS_EPOCHS = 3;

/** True when the last validation's captions hardly differed between pictures, well after the beginning. */
function saysTheSame(history: readonly EpochLosses[]): boolean {
  const share = history.at(-1)?.scores.find(({ name }) => name === "distinctCaptions")?.value;
  return history.length >= SAME_CAPTIONS_EPOCHS && share !== undefined && share !== null && share < SAME_CAPTIONS_SHARE;
}

/** Epochs in a row, at the end, in which training loss fell while validation loss did not reach its best. */
export function overfittingSince(history: readonly EpochLosses[], patience = 3): number | null {
  const known = history.filter((epoch) => epoch.validationLoss !== null && epoch.trainLoss !== null);
  if (known.length <= patience) return null;
  const best = known.reduce((low, epoch) => (epoch.validationLoss! < low.validationLoss! ? epoch : low));
  const since = known.filter(({ epoch }) => epoch > best.epoch);
  const stillLearning = known.at(-1)!.trainLoss! < best.trainLoss!;
  return since.length >= patience && stillLearning ? best.epoch : null;
}

interface Verdict {
  readonly tone: Tone;
  readonly what: string;
  readonly advice: string;
}

export function judge(trend: Trend, history: readonly EpochLosses[]): Verdict {
  if (trend.isBroken)
    return {
      tone: "bad",
      what: "The loss is no longer a number.",
      advice: "Cancel the run and clone it with a lower learning rate or stronger gradient clipping.",
    };
  if (trend.points < ENOUGH_POINTS || trend.now === null || trend.first === null || trend.before === null || trend.lowest === null)
    return { tone: "accent", what: "Training has begun.", advice: "It is too early to judge: watch the first hundred steps." };
  const epoch = overfittingSince(history);
  if (epoch !== null)
    return {
      tone: "warn",
      what: `Overfitting since epoch ${epoch}: it learns its training pictures by heart.`,
      advice: "Stop the run; the BEST checkpoint keeps what was good. Next time raise dropout or use more pictures.",
    };
  if (saysTheSame(history))
    return {
      tone: "warn",
      what: "The loss falls, but the captions are nearly the same for every picture.",
      advice:
        "Give it a few epochs more. If it stays so, train longer, start from pretrained weights or raise the backbone’s learning rate.",
    };
  const fall = `from ${decimal(trend.first, 2)} to ${decimal(trend.now, 2)}`;
  if (trend.now > trend.lowest * 1.3 + 0.05)
    return {
      tone: "warn",
      what: `The training loss rises again: ${decimal(trend.now, 2)}, after ${decimal(trend.lowest, 2)}.`,
      advice: "If it goes on rising, stop the run and clone it with a lower learning rate.",
    };
  if (trend.now >= trend.first * 0.98)
    return {
      tone: "warn",
      what: `The training loss has not fallen yet: ${decimal(trend.now, 2)}.`,
      advice: "If this stays so for an epoch, clone the run with another learning rate.",
    };
  if (trend.before - trend.now < 0.01 * trend.before)
    return {
      tone: "good",
      what: `Learned: the training loss fell ${fall} and is nearly flat now.`,
      advice: "More epochs will bring little. Look at the sample captions.",
    };
  return { tone: "good", what: `Learning: the training loss fell ${fall}.`, advice: "Nothing to do." };
}
