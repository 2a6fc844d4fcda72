"use client";
import { useSyncExternalStore } from "react";
import { ago, exactTime } from "../format/time.ts";

/** One clock for all: it ticks each half minute while anybody looks. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
const read = () => now;

/** The time now, to the half minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, read, read);

/** "12 min ago", with the exact time on hover. */
export function Ago({ at }: { at: string | null | undefined }) {
  const nowMs = useNow();
  if (!at) return <span className="text-ink-3">never</span>;
  return (
    <time dateTime={at} title={exactTime(at)} className="whitespace-nowrap">
      {ago(at, nowMs)}
    </time>
  );
}
