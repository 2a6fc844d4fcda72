import type { ReactNode } from "react";

/** One of several things in a card, with a line between them. */
export function ListItem({ children }: { children: ReactNode }) {
  return <div className="border-t border-line px-5 py-3 transition-colors hover:bg-hover">{children}</div>;
}
