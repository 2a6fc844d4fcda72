import type { ReactNode } from "react";
import { DOT, SOFT, type Tone } from "./tone.ts";

interface BadgeProps {
  tone?: Tone;
  /** A dot before the word; it breathes while something goes on. */
  dot?: "still" | "breathing";
  title?: string;
  children: ReactNode;
}
export function Badge({ tone = "neutral", dot, title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={`inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap ${SOFT[tone]}`}
    >
      {dot && <span aria-hidden className={`size-1.5 rounded-full ${DOT[tone]} ${dot === "breathing" ? "animate-breathe" : ""}`} />}
      {children}
    </span>
  );
}
