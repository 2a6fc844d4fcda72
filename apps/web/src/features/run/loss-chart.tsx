"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { align, smooth, type Column, type Columns } from "../../chart/curve.ts";
import { LineChart } from "../../chart/line-chart.tsx";
import type { SeriesLook } from "../../chart/plot-options.ts";
import { decimal } from "../../format/number.ts";
import { Card } from "../../ui/card.tsx";
import { Segments } from "../../ui/choices.tsx";
import { Notice } from "../../ui/states.tsx";
import type { RunLiveFragment } from "../../graphql/documents.generated.ts";
import type { RunCurves } from "./run-curves.ts";
import { trendOf } from "./trend.ts";

const loss = (value: number | null) => decimal(value);
const SMOOTHED: readonly SeriesLook[] = [
  { label: "Each step", colour: "curve-raw", width: 1, format: loss },
  { label: "Smoothed", colour: "curve", width: 2, format: loss },
  { label: "Validation", colour: "curve-second", width: 1.5, hasDots: true, format: loss },
];
const RAW: readonly SeriesLook[] = [
  { label: "Each step", colour: "curve", width: 1.25, format: loss },
  { label: "Smoothed", colour: "curve", width: 0, format: loss, isShadow: true },
  SMOOTHED[2]!,
];
const WEIGHTS = { off: 0, light: 0.8, strong: 0.97 } as const;
type Smoothing = keyof typeof WEIGHTS;

interface LossChartProps {
  curves: RunCurves;
  history: RunLiveFragment["history"];
}
/** Every step's training loss, its smoothed course and the validation loss of each epoch. */
export function LossChart({ curves, history }: LossChartProps) {
  const [smoothing, setSmoothing] = useState<Smoothing>("light");
  const validation = useMemo<Column>(() => {
    const known = history.filter((epoch) => epoch.validationLoss !== null);
    return { steps: known.map(({ step }) => step), values: known.map((epoch) => epoch.validationLoss) };
  }, [history]);
  const subscribe = useColumns(curves, validation, WEIGHTS[smoothing]);

  const failure = curves.failure();
  return (
    <Card
      title="Loss"
      note="Nats per token; lower is better"
      actions={
        <Segments
          label="Smoothing"
          value={smoothing}
          onChange={setSmoothing}
          options={[
            { value: "off", label: "Raw" },
            { value: "light", label: "Smooth" },
            { value: "strong", label: "Smoother" },
          ]}
        />
      }
    >
      {failure && <Notice tone="warn">{failure}</Notice>}
      <LineChart
        label="Loss by step"
        summary={summaryOf(curves, history)}
        looks={smoothing === "off" ? RAW : SMOOTHED}
        height={320}
        subscribe={subscribe}
        onZoom={(range) => range && void curves.refine(range.from, range.to)}
      />
    </Card>
  );
}

/** A stable way to hear of new columns, although the validation losses come by way of React. */
function useColumns(curves: RunCurves, validation: Column, weight: number): (push: (columns: Columns) => void) => () => void {
  const latest = useRef(validation);
  const again = useRef<() => void>(() => {});
  useEffect(() => {
    latest.current = validation;
    again.current();
  }, [validation]);
  return useMemo(
    () => (push: (columns: Columns) => void) => {
      const tell = () => {
        const raw = curves.current().loss;
        push(align([raw, { steps: raw.steps, values: smooth(raw.values, weight) }, latest.current]));
      };
      again.current = tell;
      tell();
      return curves.subscribe(tell);
    },
    [curves, weight],
  );
}

function summaryOf(curves: RunCurves, history: RunLiveFragment["history"]): string {
  const { points, first, now } = trendOf(curves.current().loss);
  const last = history.findLast((epoch) => epoch.validationLoss !== null);
  if (points === 0) return "No step has been trained yet.";
  const validation = last ? ` Validation loss after epoch ${last.epoch}: ${decimal(last.validationLoss)}.` : "";
  return `${points} points. Training loss went from ${decimal(first)} to ${decimal(now)}.${validation} Arrow keys move the cursor, plus and minus zoom, zero shows all.`;
}
