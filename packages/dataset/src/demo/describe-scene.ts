/** @file Five captions of a scene, each true by construction, from a small grammar (scene-truth.ts reads it back). */
import type { Random } from "../random.ts";
import { clearRelation, OPPOSITE, PHRASES, type Scene, type SceneObject } from "./scene.ts";

export const CAPTIONS_PER_SCENE = 5;

/** Five different captions of at most 16 words, in an order drawn from `random`. */
export function describeScene(objects: Scene["objects"], random: Random): string[] {
  const inOrder = objects.toSorted((a, b) => a.x - b.x);
  const captions = inOrder.length === 1 ? captionsOfOne(inOrder[0]!) : captionsOfSeveral(inOrder, random);
  return random.shuffle([...new Set(captions)].slice(0, CAPTIONS_PER_SCENE));
}

const full = ({ size, colour, shape }: SceneObject): string => `a ${size} ${colour} ${shape}`;
const brief = ({ colour, shape }: SceneObject): string => `a ${colour} ${shape}`;

const captionsOfOne = (object: SceneObject): string[] => [
  full(object),
  `there is ${full(object)}`,
  `a picture of ${full(object)}`,
  `${brief(object)} that is ${object.size}`,
  full(object).replace(/^a /, "one "),
];

function captionsOfSeveral(inOrder: readonly SceneObject[], random: Random): string[] {
  const list = `${inOrder.slice(0, -1).map(full).join(", ")} and ${full(inOrder.at(-1)!)}`;
  const said = clearPairs(inOrder).map(([a, b]) => {
    const phrase = PHRASES[clearRelation(a, b)!];
    const back = PHRASES[OPPOSITE[clearRelation(a, b)!]];
    return [
      `${full(a)} ${phrase} ${full(b)}`,
      `${full(b)} ${back} ${full(a)}`,
      `there is ${full(a)} ${phrase} ${full(b)}`,
      `${brief(a)} is ${phrase} ${brief(b)}`,
    ];
  });
  // One of each pair in turn, so that three objects share the captions.
  const inTurn = [0, 1, 2, 3].flatMap((i) => random.shuffle(said).map((ways) => ways[i]!));
  return [list, ...inTurn];
}

/** The pairs whose relation is clear. */
export function clearPairs(objects: readonly SceneObject[]): [SceneObject, SceneObject][] {
  const pairs = objects.flatMap((a, i) => objects.slice(i + 1).map((b): [SceneObject, SceneObject] => [a, b]));
  return pairs.filter(([a, b]) => clearRelation(a, b) !== null);
}
