import { lastValue, type Columns } from "./curve.ts";
import type { SeriesLook } from "./plot-options.ts";

interface LegendProps {
  looks: readonly SeriesLook[];
  columns: Columns;
  /** The point under the cursor; null shows the latest. */
  index: number | null;
}
/** Names the curves, and says their values at the cursor or, without one, now. */
export function Legend({ looks, columns, index }: LegendProps) {
  const [steps] = columns;
  const step = index === null ? steps.at(-1) : steps[index];
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
      {looks.map((look, i) => {
        if (look.isShadow) return null;
        const curve = columns[i + 1] as (number | null)[] | undefined;
        const value = index === null ? lastValue(curve ?? []) : (curve?.[index] ?? null);
        return (
          <span key={look.label} className="inline-flex items-center gap-2">
            <span
              aria-hidden
              className={look.hasDots ? "size-2 rounded-full" : "h-0.5 w-4 rounded-full"}
              style={{ background: `var(--${look.colour})` }}
            />
            <span className="text-ink-2">{look.label}</span>
            <span className="min-w-12 font-mono tabular-nums">{look.format(value)}</span>
          </span>
        );
      })}
      {step !== undefined && (
        <span className="text-ink-3">
          step <span className="font-mono tabular-nums">{step.toLocaleString("en")}</span>
        </span>
      )}
    </div>
  );
}
