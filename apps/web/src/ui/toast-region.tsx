"use client";
import { X } from "lucide-react";
import { createContext, useContext, useEffect, useId, useLayoutEffect, useRef } from "react";
import { IconButton } from "./button.tsx";
import { SOFT, type Tone } from "./tone.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}
export interface Toasts {
  readonly shown: readonly Toast[];
  readonly dismiss: (id: number) => void;
  /** The region of the dialog that was opened last, which shows them; null: no dialog is open, and the page's shows them. */
  readonly front: string | null;
  /** That region is in front from now on. @returns what takes it away. */
  readonly enter: (region: string) => () => void;
}
export const ToastsContext = createContext<Toasts>({ shown: [], dismiss: () => {}, front: null, enter: () => () => {} });

const PLACE = "pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2";
/** What browsers give a popover and we do not want. */
const BARE = "top-auto size-auto overflow-visible bg-transparent text-ink";

/** At the foot of the window. It is always there, since screen readers read out what is added to a region that they know. */
export function PageToasts() {
  const { front } = useContext(ToastsContext);
  return (
    <div role="status" aria-live="polite" className={PLACE}>
      {front === null && <Shown />}
    </div>
  );
}

/**
 * The same place, for as long as a dialog is open: it covers the page's region, and takes it from the pointer and from screen
 * readers. A popover, because a dialog that is still arriving would otherwise be the window that it stands in.
 */
export function DialogToasts() {
  const { front, enter } = useContext(ToastsContext);
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => enter(id), [enter, id]);
  // An effect, which comes after the dialog has opened: what opens last lies in front. Without popovers (Firefox before 125) it
  // stays in the dialog.
  useEffect(() => void ref.current?.togglePopover?.(true), []);
  return (
    <div ref={ref} popover="manual" role="status" aria-live="polite" className={`${PLACE} ${BARE}`}>
      {front === id && <Shown />}
    </div>
  );
}

function Shown() {
  const { shown, dismiss } = useContext(ToastsContext);
  return shown.map(({ id, text, tone }) => (
    <div
      key={id}
      className={`pointer-events-auto flex max-w-xl animate-arrive items-center gap-3 rounded-lg py-1.5 pr-1.5 pl-4 shadow-lg ${SOFT[tone]}`}
    >
      <span className="min-w-0 break-words">{text}</span>
      <IconButton label="Dismiss" icon={X} onClick={() => dismiss(id)} />
    </div>
  ));
}
