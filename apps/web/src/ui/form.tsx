"use client";
import type { ReactNode } from "react";

/** A form that is sent by us, never by the browser. */
export function Form({ label, onSubmit, children }: { label?: string; onSubmit: () => void | Promise<void>; children: ReactNode }) {
  return (
    <form
      aria-label={label}
      className="min-w-0"
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
    </form>
  );
}
