import type { ReactNode } from "react";

export interface Fact {
  label: string;
  value: ReactNode;
  mono?: boolean;
}

/** Names and values in two columns. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-6 gap-y-2">
      {facts.map((fact) => (
        <div key={fact.label} className="contents">
          <dt className="text-sm text-ink-3">{fact.label}</dt>
          <dd className={`min-w-0 break-words ${fact.mono ? "font-mono text-sm tabular-nums" : ""}`}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Stat {
  label: string;
  value: string;
  unit?: string | undefined;
  note?: string | undefined;
}

/** A few numbers that matter, large enough to be read from the door. */
export function Stats({ stats }: { stats: readonly Stat[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-[repeat(auto-fit,minmax(128px,1fr))]">
      {stats.map((stat) => (
        <div key={stat.label} className="flex min-w-0 flex-col gap-1">
          <dt className="text-xs text-ink-3">{stat.label}</dt>
          <dd className="flex flex-wrap items-baseline gap-x-1.5">
            <span className="font-mono text-xl font-medium tracking-[-0.03em] tabular-nums">{stat.value}</span>
            {stat.unit && <span className="text-xs text-ink-3">{stat.unit}</span>}
          </dd>
          {stat.note && <dd className="text-xs text-ink-3">{stat.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
