"use client";
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- the cursor and the zoom work by keyboard too */
/* oxlint-disable react/exhaustive-effect-dependencies -- a canvas keeps its colours, so another theme draws it anew */
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from "react";
import uPlot from "uplot";
import { Button } from "../ui/button.tsx";
import { Legend } from "./legend.tsx";
import { keyDeed, type Range } from "./key-deed.ts";
import { onThemeChange } from "./palette.ts";
import type { Columns } from "./curve.ts";
import { plotOptions, type SeriesLook } from "./plot-options.ts";

interface LineChartProps {
  /** The chart's name, and what it shows in a sentence, for those who cannot see it. */
  label: string;
  summary: string;
  looks: readonly SeriesLook[];
  height: number;
  /** Hands whole columns over, at once and whenever they change; points arrive outside React, one redraw a frame at most. */
  subscribe: (push: (columns: Columns) => void) => () => void;
  /** Told when a part is looked at more closely, and null when all is shown again. */
  onZoom?: (range: Range | null) => void;
}

/** Curves over steps. Drag to zoom, double-click to show all; with the keyboard: arrows, plus, minus and zero. */
export function LineChart({ label, summary, looks, height, subscribe, onZoom }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plotRef = useRef<uPlot | null>(null);
  const zoom = useRef<Range | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [columns, setColumns] = useState<Columns>([[]]);
  const [isZoomed, setZoomed] = useState(false);
  const [theme, setTheme] = useState(0);
  const summaryId = useId();

  const show = useEffectEvent((range: Range | null) => {
    const plot = plotRef.current;
    const steps = plot?.data[0];
    if (!plot || !steps || steps.length === 0) return;
    zoom.current = range;
    setZoomed(range !== null);
    plot.setScale("x", limits(steps, range));
    onZoom?.(range);
  });

  useEffect(() => onThemeChange(() => setTheme((n) => n + 1)), []);

  useEffect(() => {
    const element = host.current!;
    const options = plotOptions(element, looks, { width: element.clientWidth, height });
    let pending: Columns | null = null;
    let frame = 0;
    const plot = new uPlot(
      {
        ...options,
        cursor: {
          ...options.cursor,
          bind: {
            dblclick: () => () => {
              show(null);
              return null;
            },
          },
        },
        hooks: {
          setCursor: [(u) => setCursor(u.cursor.idx ?? null)],
          setSelect: [
            (u) => {
              if (u.select.width < 4) return;
              show({ from: u.posToVal(u.select.left, "x"), to: u.posToVal(u.select.left + u.select.width, "x") });
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      [[], ...looks.map(() => [])],
      element,
    );
    plotRef.current = plot;
    const draw = () => {
      frame = 0;
      if (!pending) return;
      const [steps] = pending;
      const data = pending as unknown as uPlot.AlignedData;
      setColumns(pending);
      plot.batch(() => {
        plot.setData(data, false);
        if (steps.length > 0) plot.setScale("x", limits(steps, zoom.current));
      });
    };
    const stop = subscribe((next) => {
      pending = next;
      frame ||= requestAnimationFrame(draw);
    });
    const sizes = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      stop();
      sizes.disconnect();
      cancelAnimationFrame(frame);
      plot.destroy();
      plotRef.current = null;
    };
  }, [subscribe, looks, height, theme]);

  const onKeyDown = (event: KeyboardEvent) => {
    const plot = plotRef.current;
    const deed = plot && keyDeed(event.key, plot, zoom.current);
    if (!plot || !deed) return;
    event.preventDefault();
    if (deed.kind === "zoom") return show(deed.range);
    plot.setCursor({ left: plot.valToPos(plot.data[0][deed.index]!, "x"), top: 0 });
  };

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <Legend looks={looks} columns={columns} index={cursor} />
        {isZoomed && (
          <Button size="small" variant="ghost" onClick={() => show(null)}>
            Show all
          </Button>
        )}
      </div>
      <div
        ref={host}
        role="img"
        aria-label={label}
        aria-describedby={summaryId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="min-w-0 overflow-hidden"
        style={{ height }}
      />
      <p id={summaryId} className="sr-only">
        {summary}
      </p>
    </div>
  );
}

/** What of the axis is shown. A single step gets room on both sides: an axis without length cannot be drawn. */
function limits(steps: ArrayLike<number>, range: Range | null): { min: number; max: number } {
  if (range) return { min: range.from, max: range.to };
  const first = steps[0]!;
  const last = steps[steps.length - 1]!;
  return first === last ? { min: first - 1, max: last + 1 } : { min: first, max: last };
}
