import type { ReactNode } from "react";

const GAPS = {
  0: "gap-0",
  2: "gap-0.5",
  4: "gap-1",
  8: "gap-2",
  12: "gap-3",
  16: "gap-4",
  24: "gap-6",
  32: "gap-8",
  40: "gap-10",
} as const;
export type Gap = keyof typeof GAPS;

export function Stack({ gap = 16, children }: { gap?: Gap; children: ReactNode }) {
  return <div className={`flex min-w-0 flex-col ${GAPS[gap]}`}>{children}</div>;
}

const ALIGN = { center: "items-center", start: "items-start", end: "items-end", baseline: "items-baseline" } as const;
const JUSTIFY = { start: "justify-start", between: "justify-between", end: "justify-end" } as const;

interface RowProps {
  gap?: Gap;
  align?: keyof typeof ALIGN;
  justify?: keyof typeof JUSTIFY;
  wrap?: boolean;
  children: ReactNode;
}
export function Row({ gap = 8, align = "center", justify = "start", wrap = true, children }: RowProps) {
  return <div className={`flex min-w-0 ${wrap ? "flex-wrap" : ""} ${GAPS[gap]} ${ALIGN[align]} ${JUSTIFY[justify]}`}>{children}</div>;
}

/** Takes the room that its neighbours in a Row leave. */
export function Grow({ children }: { children?: ReactNode }) {
  return <div className="min-w-0 flex-1">{children}</div>;
}

const COLUMNS = {
  two: "lg:grid-cols-2",
  halves: "sm:grid-cols-2",
  "main-aside": "xl:grid-cols-[minmax(0,1fr)_400px]",
  "form-aside": "lg:grid-cols-[minmax(0,1fr)_340px]",
} as const;

/** Columns on wide screens, one column on narrow ones. */
export function Columns({ layout, gap = 24, children }: { layout: keyof typeof COLUMNS; gap?: Gap; children: ReactNode }) {
  return <div className={`grid min-w-0 grid-cols-[minmax(0,1fr)] items-start ${GAPS[gap]} ${COLUMNS[layout]}`}>{children}</div>;
}

const TILES = {
  small: "grid-cols-[repeat(auto-fill,minmax(128px,1fr))]",
  medium: "grid-cols-2 md:grid-cols-3",
  /** As few columns as there are tiles: one tile takes the whole row. */
  fitting: "grid-cols-[repeat(auto-fit,minmax(min(100%,300px),1fr))]",
  large: "grid-cols-[repeat(auto-fill,minmax(min(100%,272px),1fr))]",
} as const;

/** As many equal tiles in a row as fit. */
export function Tiles({ size = "medium", gap = 16, children }: { size?: keyof typeof TILES; gap?: Gap; children: ReactNode }) {
  return <div className={`grid min-w-0 ${GAPS[gap]} ${TILES[size]}`}>{children}</div>;
}

/** Stays in sight while the column beside it scrolls. */
export function Sticky({ children }: { children: ReactNode }) {
  return <div className="lg:sticky lg:top-20">{children}</div>;
}

/** Scrolls within a height of its own. */
export function Scroll({ height, label, children }: { height: "short" | "tall"; label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div role="region" aria-label={label} tabIndex={0} className={`overflow-auto ${height === "short" ? "max-h-72" : "max-h-[32rem]"}`}>
      {children}
    </div>
  );
}

export function Hidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}

/** Read out when it changes. */
export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <div aria-live="polite" aria-atomic="true">
      {children}
    </div>
  );
}

/** Keeps what it holds from growing over the width that a table column can give. */
export function Bounded({ children }: { children: ReactNode }) {
  return <div className="w-44 max-w-full">{children}</div>;
}

/** The distance that a flush card's content keeps from its edges. */
export function Inset({ children }: { children: ReactNode }) {
  return <div className="px-5 pt-2 pb-5">{children}</div>;
}
