"use client";
import { useMemo } from "react";
import { align, type Columns } from "../../chart/curve.ts";
import { LineChart } from "../../chart/line-chart.tsx";
import type { SeriesLook } from "../../chart/plot-options.ts";
import { decimal, scientific } from "../../format/number.ts";
import { Card } from "../../ui/card.tsx";
import type { RunCurves } from "./run-curves.ts";

const LOOKS: readonly SeriesLook[] = [
  { label: "Gradient norm", colour: "curve-raw", width: 1, axis: "right", format: (value) => decimal(value, 2) },
  { label: "Learning rate", colour: "curve", width: 2, format: scientific },
];

/** What drives the loss: the learning rate, and how hard each step pulls. */
export function RatesChart({ curves }: { curves: RunCurves }) {
  const subscribe = useMemo(
    () => (push: (columns: Columns) => void) => {
      const tell = () => {
        const { learningRate, gradientNorm } = curves.current();
        push(align([gradientNorm, learningRate]));
      };
      tell();
      return curves.subscribe(tell);
    },
    [curves],
  );
  return (
    <Card title="Learning rate and gradient norm" note="Before clipping; spikes come before trouble">
      <LineChart
        label="Learning rate and gradient norm by step"
        summary="The learning rate on the left axis, the norm of all gradients on the right one."
        looks={LOOKS}
        height={180}
        subscribe={subscribe}
      />
    </Card>
  );
}
