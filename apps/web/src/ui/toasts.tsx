"use client";
import { X } from "lucide-react";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { SOFT, type Tone } from "./tone.ts";

interface Toast {
  id: number;
  text: string;
  tone: Tone;
}
type Say = (text: string, tone?: Tone) => void;
const SayContext = createContext<Say>(() => {});

const SHOWN_MS = 6_000;
let lastId = 0;

/** Says what came of a deed, at the foot of the window; read out by screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (text, tone = "good") => {
      const id = ++lastId;
      setToasts((all) => [...all.slice(-2), { id, text, tone }]);
      // What went wrong stays until it was read.
      if (tone !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
    },
    [dismiss],
  );
  const value = useMemo(() => say, [say]);
  return (
    <SayContext value={value}>
      {children}
      <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2">
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={`pointer-events-auto flex max-w-xl animate-arrive items-center gap-3 rounded-lg py-1.5 pr-1.5 pl-4 shadow-lg ${SOFT[tone]}`}>
            <span className="min-w-0 break-words">{text}</span>
            <IconButton label="Dismiss" icon={X} onClick={() => dismiss(id)} />
          </div>
        ))}
      </div>
    </SayContext>
  );
}

export const useSay = (): Say => useContext(SayContext);
