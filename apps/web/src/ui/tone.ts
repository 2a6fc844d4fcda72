/** What a colour means. Colour is never the only sign: a word or an icon says the same. */
export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

export const SOFT: Readonly<Record<Tone, string>> = {
  neutral: "bg-hover text-ink-2",
  accent: "bg-accent-soft text-accent-strong",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

export const DOT: Readonly<Record<Tone, string>> = {
  neutral: "bg-ink-3",
  accent: "bg-accent",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
};
