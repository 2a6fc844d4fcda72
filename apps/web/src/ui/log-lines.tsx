"use client";
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, react/exhaustive-effect-dependencies -- what scrolls must be reachable by keyboard; a new line moves the view */
import { useLayoutEffect, useRef } from "react";

interface LogLinesProps {
  label: string;
  lines: readonly { key: string; time: string; attempt: number; level: "INFO" | "WARNING" | "ERROR"; message: string }[];
  isFollowing: boolean;
  empty: string;
}
const LEVEL = { INFO: "text-ink-2", WARNING: "text-warn", ERROR: "text-bad" } as const;

/** Lines of a log; the last one stays in sight while `isFollowing`. */
export function LogLines({ label, lines, isFollowing, empty }: LogLinesProps) {
  const ref = useRef<HTMLDivElement>(null);
  const newest = lines.at(-1)?.key;
  useLayoutEffect(() => {
    if (isFollowing && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
  }, [newest, isFollowing]);
  if (lines.length === 0) return <p className="px-5 pb-5 text-ink-3">{empty}</p>;
  return (
    <div
      ref={ref}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      className="max-h-80 overflow-auto border-t border-line bg-sunken py-2 font-mono text-[12.5px] leading-5 focus-visible:-outline-offset-2"
    >
      {lines.map(({ key, time, attempt, level, message }, i) => (
        <div key={key}>
          {i > 0 && attempt !== lines[i - 1]!.attempt && (
            <div className="my-1 border-t border-dashed border-line-strong px-5 pt-1 text-ink-3">attempt {attempt}</div>
          )}
          <div className="flex gap-3 px-5">
            <span className="shrink-0 text-ink-3 tabular-nums select-none">{time}</span>
            <span className={`min-w-0 break-words whitespace-pre-wrap ${LEVEL[level]}`}>
              {level !== "INFO" && <span className="font-semibold">{level.toLowerCase()}: </span>}
              {message}
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}
