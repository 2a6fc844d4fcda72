"use client";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { PageToasts, ToastsContext, type Toast, type Toasts } from "./toast-region.tsx";
import type { Tone } from "./tone.ts";

type Say = (text: string, tone?: Tone) => void;
const SayContext = createContext<Say>(() => {});

const SHOWN_MS = 6_000;
let lastId = 0;

/** Says what came of a deed, at the foot of the window, in front of open dialogs; read out by screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Toast[]>([]);
  /** Of open dialogs, the one that was opened last at the end. */
  const [regions, setRegions] = useState<readonly string[]>([]);
  const dismiss = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (text, tone = "good") => {
      const id = ++lastId;
      setShown((all) => [...all.slice(-2), { id, text, tone }]);
      // What went wrong stays until it was read.
      if (tone !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
    },
    [dismiss],
  );
  const enter = useCallback((region: string) => {
    setRegions((all) => [...all, region]);
    return () => setRegions((all) => all.filter((other) => other !== region));
  }, []);
  const front = regions.at(-1) ?? null;
  const toasts = useMemo<Toasts>(() => ({ shown, dismiss, front, enter }), [shown, dismiss, front, enter]);
  return (
    <SayContext value={say}>
      <ToastsContext value={toasts}>
        {children}
        <PageToasts />
      </ToastsContext>
    </SayContext>
  );
}

export const useSay = (): Say => useContext(SayContext);
