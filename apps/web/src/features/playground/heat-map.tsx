"use client";
import { Overlay } from "../../ui/overlay.tsx";
import { heatPixels } from "./token-view.ts";

export interface Attention {
  readonly rows: number;
  readonly columns: number;
  readonly weights: readonly number[];
}

const GLOW = [255, 150, 20] as const;

/** Where the captioner looked while it wrote one word, laid over the picture. */
export function HeatMap({ attention }: { attention: Attention }) {
  return <Overlay width={attention.columns} height={attention.rows} pixels={heatPixels(attention.weights, GLOW)} />;
}
