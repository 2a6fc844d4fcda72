import type { ReactNode } from "react";

/** The bar over a list: search, filters, order. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">{children}</div>;
}

/** The foot of a list. */
export function ListFoot({ children }: { children: ReactNode }) {
  return <div className="flex justify-center border-t border-line px-5 py-3">{children}</div>;
}
