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

/** `0.82 (0.78-0.86)`: the value and its 95 % interval; the value alone where none was taken. */
export function scoreText(score: { readonly value: number | null; readonly low: number | null; readonly high: number | null } | undefined): string {
  if (!score || score.low === null || score.high === null) return decimal(score?.value);
  return `${decimal(score.value, 2)} (${decimal(score.low, 2)}-${decimal(score.high, 2)})`;
}
