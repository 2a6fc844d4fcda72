"use client";
import type { ReactNode } from "react";

/** A deed within a line of text. */
export function QuietButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-label={label} onClick={onClick} className="rounded-sm text-xs whitespace-nowrap text-accent hover:underline">
      {children}
    </button>
  );
}
