/** @file A drawn scene of the demo data: its words, what it holds, and what is clearly left of, right of, above or below what. */

export const SHAPES = ["circle", "square", "triangle", "star", "cross"] as const;
export const COLOURS = ["red", "green", "blue", "yellow", "purple", "white"] as const;
export const SIZES = ["small", "large"] as const;
export const RELATIONS = ["left", "right", "above", "below"] as const;
export type Shape = (typeof SHAPES)[number];
export type Colour = (typeof COLOURS)[number];
export type Size = (typeof SIZES)[number];
export type Relation = (typeof RELATIONS)[number];

export const PHRASES = {
  left: "to the left of",
  right: "to the right of",
  above: "above",
  below: "below",
} as const satisfies Record<Relation, string>;

export const OPPOSITE = { left: "right", right: "left", above: "below", below: "above" } as const satisfies Record<Relation, Relation>;

/** Pixels, from the upper left corner; the shape lies within `radius` of its centre. */
export interface SceneObject {
  readonly shape: Shape;
  readonly colour: Colour;
  readonly size: Size;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Scene {
  readonly fileName: string;
  readonly split: "train" | "val" | "test";
  /** No two objects share a colour, so that “a red circle” means one of them. */
  readonly objects: readonly SceneObject[];
}

/** What `scenes.json` beside the pictures holds. */
export interface SceneFile {
  readonly format: 1;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly scenes: readonly Scene[];
}

/** True when the whole of `a` lies on that side of the whole of `b`. */
export function isRelated(a: SceneObject, relation: Relation, b: SceneObject): boolean {
  const reach = a.radius + b.radius;
  switch (relation) {
    case "left":
      return b.x - a.x >= reach;
    case "right":
      return a.x - b.x >= reach;
    case "above":
      return b.y - a.y >= reach;
    case "below":
      return a.y - b.y >= reach;
  }
}

/** How much longer the main direction must be than the other for a caption to name it. */
const CLEARLY = 1.6;
/** Pixels between the two objects. */
const GAP = 5;

/** The one relation that nobody would argue about, or null. */
export function clearRelation(a: SceneObject, b: SceneObject): Relation | null {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const reach = a.radius + b.radius + GAP;
  if (Math.abs(dx) >= reach && Math.abs(dx) >= CLEARLY * Math.abs(dy)) return dx > 0 ? "left" : "right";
  if (Math.abs(dy) >= reach && Math.abs(dy) >= CLEARLY * Math.abs(dx)) return dy > 0 ? "above" : "below";
  return null;
}
