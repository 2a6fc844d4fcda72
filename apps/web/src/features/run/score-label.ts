import { METRICS } from "@capstan/run/metric-name";

/** A score's name for people: those that are listed by their label, others by their own words, "exactMatch" as "Exact match". */
export function scoreLabel(name: string): string {
  if (name in METRICS) return METRICS[name as keyof typeof METRICS].label;
  const bleu = /^bleu(\d)$/.exec(name);
  if (bleu) return `BLEU-${bleu[1]}`;
  const words = name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
