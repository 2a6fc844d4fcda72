import type uPlot from "uplot";

/** A part of the axis of steps. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type KeyDeed = { kind: "move"; index: number } | { kind: "zoom"; range: Range | null };

/** What a key does to the chart, or null when it does nothing. */
export function keyDeed(key: string, plot: uPlot, zoom: Range | null): KeyDeed | null {
  const steps = plot.data[0];
  if (steps.length < 2) return null;
  const index = plot.cursor.idx ?? steps.length - 1;
  const stride = Math.max(1, Math.round(steps.length / 100));
  const range = zoom ?? { from: steps[0]!, to: steps.at(-1)! };
  const middle = steps[index]!;
  const scaled = (factor: number): Range => ({ from: middle - (middle - range.from) * factor, to: middle + (range.to - middle) * factor });
  switch (key) {
    case "ArrowLeft":
      return { kind: "move", index: Math.max(0, index - stride) };
    case "ArrowRight":
      return { kind: "move", index: Math.min(steps.length - 1, index + stride) };
    case "Home":
      return { kind: "move", index: 0 };
    case "End":
      return { kind: "move", index: steps.length - 1 };
    case "+":
    case "=":
      return { kind: "zoom", range: scaled(0.5) };
    case "-": {
      const wider = scaled(2);
      return { kind: "zoom", range: wider.from <= steps[0]! && wider.to >= steps.at(-1)! ? null : wider };
    }
    case "0":
    case "Escape":
      return zoom ? { kind: "zoom", range: null } : null;
    default:
      return null;
  }
}
