/** @file The pixels of a scene. Drawn here rather than from SVG, because SVG stays blocked in processes that open pictures. */
import { randomOf, type Random } from "../random.ts";
import type { Colour, SceneObject, Shape } from "./scene.ts";

type Rgb = readonly [number, number, number];
const RGB_OF = {
  red: [214, 40, 40],
  green: [42, 157, 66],
  blue: [42, 92, 214],
  yellow: [245, 205, 40],
  purple: [142, 52, 186],
  white: [248, 248, 246],
} as const satisfies Record<Colour, Rgb>;
/** Muted, so that every colour above stands out. */
const BACKGROUNDS: readonly Rgb[] = [
  [34, 36, 42],
  [62, 66, 74],
  [96, 100, 108],
  [140, 138, 134],
  [120, 104, 88],
  [70, 86, 92],
  [92, 74, 66],
  [160, 152, 142],
];

const STAR = Array.from({ length: 10 }, (_, i) => {
  const reach = i % 2 === 0 ? 1 : 0.42;
  return { x: reach * Math.sin((i * Math.PI) / 5), y: -reach * Math.cos((i * Math.PI) / 5) };
});
const STAR_EDGES = STAR.map((to, i) => ({ to, from: STAR[(i + 9) % 10]! }));
/** Whether a point is in the shape, in units of its radius; y grows downwards. */
const INSIDE = {
  circle: (u, v) => u * u + v * v <= 1,
  square: (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 0.82,
  triangle: (u, v) => v <= 0.72 && Math.abs(u) <= (v + 1) * 0.56,
  cross: (u, v) => Math.min(Math.abs(u), Math.abs(v)) <= 0.28 && Math.max(Math.abs(u), Math.abs(v)) <= 0.95,
  star: (u, v) => {
    let inside = false;
    for (const { to, from } of STAR_EDGES) {
      if (to.y > v !== from.y > v && u < ((from.x - to.x) * (v - to.y)) / (from.y - to.y) + to.x) inside = !inside;
    }
    return inside;
  },
} as const satisfies Record<Shape, (u: number, v: number) => boolean>;

/** Points per pixel and direction, for smooth edges. */
const SAMPLES = 3;

/** RGB bytes `[size, size, 3]` of a scene; background, texture and shades come from `seed`. */
export function drawScene(objects: readonly SceneObject[], size: number, seed: string): Uint8Array {
  const random = randomOf("draw", seed);
  const pixels = drawBackground(size, random);
  for (const object of objects) drawObject(pixels, size, object, random);
  return pixels;
}

/** Plain, shaded, striped or speckled. */
function drawBackground(size: number, random: Random): Uint8Array {
  const pixels = new Uint8Array(size * size * 3);
  const base = random.pick(BACKGROUNDS);
  const style = random.below(4);
  const strength = random.between(10, 26);
  const angle = random.between(0, Math.PI);
  const wave = random.between(0.15, 0.5);
  const [alongX, alongY] = [Math.cos(angle), Math.sin(angle)];
  /** How much lighter than the base, at a distance along the angle. */
  const shadeAt: (along: number) => number = [
    () => 0,
    (along: number) => (along / size) * strength * 1.5,
    (along: number) => Math.sin(along * wave) * strength * 0.5,
    () => random.between(-strength, strength) * 0.7,
  ][style]!;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const shade = shadeAt(x * alongX + y * alongY);
      for (let c = 0; c < 3; c++) pixels[(y * size + x) * 3 + c] = clamp(base[c]! + shade);
    }
  }
  return pixels;
}

function drawObject(pixels: Uint8Array, size: number, object: SceneObject, random: Random): void {
  const inside = INSIDE[object.shape];
  const tint = random.between(-14, 14);
  const colour = RGB_OF[object.colour].map((channel) => clamp(channel + tint));
  const [columns, rows] = [object.x, object.y].map((middle) => samplesOf(middle, object.radius, size)) as [PixelSamples[], PixelSamples[]];
  for (const { at: y, samples: vs } of rows) {
    for (const { at: x, samples: us } of columns) {
      let hits = 0;
      for (const u of us) for (const v of vs) if (inside(u, v)) hits++;
      if (hits === 0) continue;
      const cover = hits / (SAMPLES * SAMPLES);
      for (let c = 0; c < 3; c++) {
        const at = (y * size + x) * 3 + c;
        pixels[at] = clamp(pixels[at]! * (1 - cover) + colour[c]! * cover);
      }
    }
  }
}

/** A pixel's place in one direction, and those of its samples, from the middle of an object in units of its radius. */
interface PixelSamples {
  readonly at: number;
  readonly samples: readonly number[];
}
/** Of the pixels that an object may cover, in one direction. */
function samplesOf(middle: number, radius: number, size: number): PixelSamples[] {
  const [first, end] = [Math.max(0, middle - radius), Math.min(size, middle + radius + 1)];
  return Array.from({ length: end - first }, (_, i) => {
    const at = first + i;
    return { at, samples: Array.from({ length: SAMPLES }, (_s, s) => (at - 0.5 + (s + 0.5) / SAMPLES - middle) / radius) };
  });
}

const clamp = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
