import type { ReactNode } from "react";

const SIZES = { xs: "text-xs", sm: "text-sm", base: "text-base", lg: "text-lg", xl: "text-xl", "2xl": "text-2xl" } as const;
const TONES = {
  ink: "text-ink",
  soft: "text-ink-2",
  faint: "text-ink-3",
  accent: "text-accent",
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
} as const;
export type TextTone = keyof typeof TONES;

interface TextProps {
  as?: "p" | "span" | "div" | "li";
  size?: keyof typeof SIZES;
  tone?: TextTone;
  strong?: boolean;
  /** Numbers, ids and code: one width for each digit. */
  mono?: boolean;
  truncate?: boolean;
  id?: string;
  title?: string;
  children: ReactNode;
}
export function Text({ as: Tag = "span", size = "base", tone = "ink", strong, mono, truncate, id, title, children }: TextProps) {
  const classes = [
    SIZES[size],
    TONES[tone],
    strong ? "font-semibold" : "",
    mono ? "font-mono tabular-nums tracking-[-0.01em]" : "",
    truncate ? "block min-w-0 truncate" : "break-words",
  ];
  return (
    <Tag id={id} title={title} className={classes.join(" ")}>
      {children}
    </Tag>
  );
}

const HEADINGS = {
  1: "text-2xl font-semibold tracking-[-0.02em] text-balance",
  2: "text-lg font-semibold tracking-[-0.01em]",
  3: "text-base font-semibold",
} as const;

export function Heading({ level, id, children }: { level: 1 | 2 | 3; id?: string; children: ReactNode }) {
  const Tag = `h${level}` as const;
  return (
    <Tag id={id} className={`min-w-0 break-words ${HEADINGS[level]}`}>
      {children}
    </Tag>
  );
}

export function Mark({ children }: { children: ReactNode }) {
  return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.92em] text-ink-2">{children}</code>;
}

/** Free text that somebody wrote: its line breaks stay. */
export function Lines({ children }: { children: string }) {
  return <span className="break-words whitespace-pre-wrap">{children}</span>;
}
