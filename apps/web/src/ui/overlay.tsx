"use client";
import { useEffect, useRef } from "react";

interface OverlayProps {
  width: number;
  height: number;
  /** RGBA, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}
/** A few pixels drawn large and soft over what is under them. */
export function Overlay({ width, height, pixels }: OverlayProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    ref.current?.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [pixels, width, height]);
  return (
    <canvas ref={ref} width={width} height={height} aria-hidden className="pointer-events-none absolute inset-0 size-full animate-arrive" />
  );
}
