import type { ReactNode } from "react";

/** A quiet line where a list will be. */
export function Blank({ children }: { children: ReactNode }) {
  return <p className="px-5 pt-1 pb-5 text-ink-3">{children}</p>;
}
