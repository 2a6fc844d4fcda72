/** @file Which scenes there are, and in which split: no set of objects is in two splits, wherever they lie. */
import { hashOf, randomOf, type Random } from "../random.ts";
import { clearPairs } from "./describe-scene.ts";
import { COLOURS, SHAPES, SIZES, type Scene, type SceneObject } from "./scene.ts";

/** Pixels: a picture's sides. */
export const SCENE_SIZE = 128;
const RADIUS = { small: [14, 16], large: [24, 27] } as const;
/** Pixels between any two objects, and between an object and the edge. */
const GAP = 5;
const SHARES = { val: 0.1, test: 0.1 } as const;
const SPLITS = ["train", "val", "test"] as const;

type Kind = Pick<SceneObject, "shape" | "colour" | "size">;

/** `count` scenes: about four fifths train, a tenth val, a tenth test. The same seed gives the same scenes. */
export function composeScenes(count: number, seed: number): Scene[] {
  const val = Math.max(1, Math.round(count * SHARES.val));
  const test = Math.max(1, Math.round(count * SHARES.test));
  const counts = { train: count - val - test, val, test };
  const firstOf = { train: 1, val: 1 + counts.train, test: 1 + counts.train + val };
  return SPLITS.flatMap((split) =>
    Array.from({ length: counts[split] }, (_, i): Scene => {
      const random = randomOf("scene", seed, split, i);
      const fileName = `${String(firstOf[split] + i).padStart(6, "0")}.jpg`;
      return { fileName, split, objects: compose(random, split, seed) };
    }),
  );
}

function compose(random: Random, split: Scene["split"], seed: number): SceneObject[] {
  for (;;) {
    const kinds = drawKinds(random);
    if (splitOf(kinds, seed) !== split) continue;
    const objects = place(kinds, random);
    if (objects) return objects;
  }
}

/** One, two or three kinds of object, each of a colour of its own: a small captioner then tells them apart within minutes. */
function drawKinds(random: Random): Kind[] {
  const chance = random.next();
  const count = chance < 0.25 ? 1 : chance < 0.7 ? 2 : 3;
  const kinds: Kind[] = [];
  while (kinds.length < count) {
    const kind = { shape: random.pick(SHAPES), colour: random.pick(COLOURS), size: random.pick(SIZES) };
    if (!kinds.some((other) => other.colour === kind.colour)) kinds.push(kind);
  }
  return kinds;
}

/** Decided by the set of objects alone, wherever they lie: what one split shows is new to the others. */
function splitOf(kinds: readonly Kind[], seed: number): Scene["split"] {
  const names = kinds.map(({ size, colour, shape }) => `${size} ${colour} ${shape}`).toSorted();
  const share = hashOf(`split\u0000${seed}\u0000${names.join()}`) / 2 ** 32;
  return share < SHARES.val ? "val" : share < SHARES.val + SHARES.test ? "test" : "train";
}

/** Positions in which nothing touches and at least all but one pair is clearly left, right, above or below; null when luck is out. */
function place(kinds: readonly Kind[], random: Random): SceneObject[] | null {
  for (let attempt = 0; attempt < 60; attempt++) {
    const objects = kinds.map((kind): SceneObject => {
      const [least, most] = RADIUS[kind.size];
      const radius = Math.round(random.between(least, most));
      const at = (): number => Math.round(random.between(radius + GAP, SCENE_SIZE - radius - GAP));
      return { ...kind, x: at(), y: at(), radius };
    });
    const pairs = (objects.length * (objects.length - 1)) / 2;
    if (areApart(objects) && clearPairs(objects).length >= Math.min(pairs, 2)) return objects;
  }
  return null;
}

const areApart = (objects: readonly SceneObject[]): boolean =>
  objects.every((a, i) => objects.slice(i + 1).every((b) => Math.hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius + GAP));
