/** @file Whether a caption is true of a drawn scene: every object, colour, size and relation that it names. */
import { COLOURS, isRelated, PHRASES, RELATIONS, SHAPES, SIZES, type Relation, type Scene, type SceneObject } from "./scene.ts";

/** What a caption says of one object; what it leaves open is null. */
export interface NamedObject {
  readonly shape: string;
  readonly colour: string;
  readonly size: string | null;
}
export interface ParsedCaption {
  readonly objects: readonly NamedObject[];
  /** Between the first object and the second. */
  readonly relation: Relation | null;
}

/**
 * Judges `caption` against `scene`. It is true when different objects of the scene answer each object that it names, with their
 * colours, sizes and the relation. What it leaves out does not count; a caption outside the grammar, or one that names
 * nothing, is false.
 */
export function isTrueOf(scene: Scene, caption: string): { true: boolean; because: string } {
  const parsed = parseCaption(caption);
  if (!parsed) return { true: false, because: "This is not a sentence about the scene's shapes." };
  for (const named of parsed.objects)
    if (!scene.objects.some((object) => answers(object, named)))
      return { true: false, because: `There is no ${describe(named)} in the picture.` };
  const choices = assignments(scene.objects, parsed.objects);
  if (choices.length === 0) return { true: false, because: "It names more objects than the picture holds." };
  const { relation } = parsed;
  if (relation && !choices.some(([a, b]) => isRelated(a!, relation, b!))) {
    const [a, b] = parsed.objects as [NamedObject, NamedObject];
    return { true: false, because: `The ${describe(a)} is not ${PHRASES[relation]} the ${describe(b)}.` };
  }
  return { true: true, because: "All that it says is in the picture." };
}

const LEAD = /^(?:there is |a picture of )/;
const SHORT_NAME = `(?:a|one) (?:(${SIZES.join("|")}) )?(${COLOURS.join("|")}) (${SHAPES.join("|")})`;
const NAME = new RegExp(`^${SHORT_NAME}(?: that is (${SIZES.join("|")}))?$`);
const BETWEEN = new RegExp(`^(.+?) (?:is )?(${Object.values(PHRASES).join("|")}) (.+)$`);

/** What `caption` says, or null when it is not of the grammar of describe-scene.ts. Case, commas and a final period are free. */
export function parseCaption(caption: string): ParsedCaption | null {
  const text = caption.toLowerCase().replaceAll(/\s+/g, " ").trim().replace(/ ?\.$/, "").replaceAll(" ,", ",").replace(LEAD, "");
  const between = BETWEEN.exec(text);
  if (between) {
    const names = [parseName(between[1]!), parseName(between[3]!)];
    const relation = RELATIONS.find((r) => PHRASES[r] === between[2])!;
    return names.every((name) => name !== null) ? { objects: names, relation } : null;
  }
  const names = text.split(/, and |, | and /).map(parseName);
  return names.every((name) => name !== null) ? { objects: names, relation: null } : null;
}

function parseName(text: string): NamedObject | null {
  const match = NAME.exec(text);
  if (!match || (match[1] && match[4])) return null;
  return { size: match[1] ?? match[4] ?? null, colour: match[2]!, shape: match[3]! };
}

const answers = (object: SceneObject, named: NamedObject): boolean =>
  object.shape === named.shape && object.colour === named.colour && (named.size === null || object.size === named.size);

/** Every way to give each name an object of its own. */
function assignments(objects: readonly SceneObject[], names: readonly NamedObject[]): SceneObject[][] {
  const [first, ...rest] = names;
  if (!first) return [[]];
  return objects
    .filter((object) => answers(object, first))
    .flatMap((object) =>
      assignments(
        objects.filter((other) => other !== object),
        rest,
      ).map((chosen) => [object, ...chosen]),
    );
}

const describe = ({ size, colour, shape }: NamedObject): string => [size, colour, shape].filter((word) => word !== null).join(" ");
