import type uPlot from "uplot";
import { colourIn, type ColourName } from "./palette.ts";

export interface SeriesLook {
  readonly label: string;
  readonly colour: ColourName;
  /** Line width in pixels. */
  readonly width: number;
  /** Draws each point too: for curves with few points. */
  readonly hasDots?: boolean;
  readonly dash?: number[];
  /** The right axis has a range of its own. */
  readonly axis?: "left" | "right";
  readonly format: (value: number | null) => string;
  /** Not named in the legend: it only stands behind another curve. */
  readonly isShadow?: boolean;
}

const FONT = '11px "JetBrains Mono Variable", ui-monospace, monospace';

function axis(host: HTMLElement, overrides: uPlot.Axis): uPlot.Axis {
  return {
    stroke: colourIn(host, "ink-3"),
    font: FONT,
    grid: { stroke: colourIn(host, "line"), width: 1 },
    ticks: { show: false },
    gap: 6,
    ...overrides,
  };
}

/** Axis values carry no more digits than they need; very small ones are written as the legend writes them. */
function tick(look: SeriesLook | undefined, value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return look?.format(value) ?? "";
  return String(Number(value.toPrecision(4)));
}

/** uPlot's options for `looks`; the axis of steps is below, losses are left, and what differs in size is right. */
export function plotOptions(host: HTMLElement, looks: readonly SeriesLook[], size: { width: number; height: number }): uPlot.Options {
  const right = looks.find((look) => look.axis === "right");
  const left = looks.find((look) => look.axis !== "right");
  const ticks = (look: SeriesLook | undefined) => (_: uPlot, splits: number[]) => splits.map((value) => tick(look, value));
  return {
    ...size,
    padding: [12, right ? 0 : 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, left: { auto: true }, right: { auto: true } },
    axes: [
      axis(host, {
        grid: { show: false },
        space: 64,
        size: 30,
        values: (_, splits) => splits.map((v) => (Number.isInteger(v) ? v.toLocaleString("en") : "")),
      }),
      axis(host, { scale: "left", size: 56, space: 32, values: ticks(left) }),
      ...(right ? [axis(host, { scale: "right", side: 1, size: 48, space: 32, grid: { show: false }, values: ticks(right) })] : []),
    ],
    series: [
      {},
      ...looks.map((look) => ({
        label: look.label,
        scale: look.axis ?? "left",
        stroke: colourIn(host, look.colour),
        width: look.width,
        spanGaps: true,
        ...(look.dash ? { dash: look.dash } : {}),
        points: look.hasDots ? { show: true, size: 7, fill: colourIn(host, look.colour) } : { show: false },
      })),
    ],
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
  };
}
