import { METRICS } from "@capstan/run/metric-name";
import { decimal } from "../../format/number.ts";

/** A score's name for people: those that are listed by their label, others by their own words, "exactMatch" as "Exact match". */
export function scoreLabel(name: string): string {
  if (name in METRICS) return METRICS[name as keyof typeof METRICS].label;
  const bleu = /^bleu(\d)$/.exec(name);
  if (bleu) return `BLEU-${bleu[1]}`;
  const words = name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `0.78-0.86`: the 95 % interval; null where none was taken. */
export const intervalText = (score: Measured | undefined): string | null =>
  !score || score.low === null || score.high === null ? null : `${decimal(score.low, 2)}-${decimal(score.high, 2)}`;

/** `0.82 (0.78-0.86)`: the value and its interval; the value alone where none was taken. */
export function scoreText(score: Measured | undefined): string {
  const interval = intervalText(score);
  return interval === null ? decimal(score?.value) : `${decimal(score?.value, 2)} (${interval})`;
}
