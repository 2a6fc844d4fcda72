/** @file What a document asks for before anything is known of the schema: depth, root fields, aliases, directives. */
import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";
import { ALIASES_MAX, DEPTH_MAX, DIRECTIVES_MAX, ROOT_FIELDS_MAX } from "./limits.ts";

interface Measure {
  /** Fields within fields. */
  depth: number;
  /** Fields of this selection set itself, fragments opened. */
  width: number;
}

/** Introspection has a depth rule of its own in graphql-js, and its standard query is deeper than ours may be. */
const INTROSPECTION_FIELDS = new Set(["__schema", "__type"]);

class Structure {
  aliases = 0;
  directives = 0;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure | "open">();

  constructor(document: DocumentNode) {
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  measure(selections: SelectionSetNode): Measure {
    const all: Measure = { depth: 0, width: 0 };
    for (const selection of selections.selections) {
      this.directives += selection.directives?.length ?? 0;
      const part =
        selection.kind === Kind.FIELD
          ? this.#field(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.measure(selection.selectionSet)
            : this.#spread(selection.name.value);
      all.depth = Math.max(all.depth, part.depth);
      all.width += part.width;
    }
    return all;
  }

  #field({
    name,
    alias,
    selectionSet,
  }: {
    name: { value: string };
    alias?: unknown;
    selectionSet?: SelectionSetNode | undefined;
  }): Measure {
    if (alias) this.aliases++;
    const inner = selectionSet ? this.measure(selectionSet).depth : 0;
    return { depth: INTROSPECTION_FIELDS.has(name.value) ? 1 : inner + 1, width: 1 };
  }

  /** Each fragment is measured once, so that fragments within fragments cannot multiply our work. */
  #spread(name: string): Measure {
    const known = this.#measured.get(name);
    if (known === "open") return { depth: Infinity, width: 0 };
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return { depth: 0, width: 0 };
    this.#measured.set(name, "open");
    const measure = this.measure(fragment.selectionSet);
    this.#measured.set(name, measure);
    return measure;
  }
}

/** Why the document asks for too much, or null. Fragments are followed, and a cycle counts as endless depth. */
export function structureProblem(document: DocumentNode): string | null {
  const structure = new Structure(document);
  for (const definition of document.definitions) {
    // Fragments are measured where they are spread; one that nobody spreads is refused by validation.
    if (definition.kind === Kind.FRAGMENT_DEFINITION) continue;
    if (definition.kind !== Kind.OPERATION_DEFINITION) return "A request holds operations and fragments only.";
    structure.directives += definition.directives?.length ?? 0;
    const { depth, width } = structure.measure(definition.selectionSet);
    if (depth > DEPTH_MAX) return `The request nests fields deeper than ${DEPTH_MAX}. Ask in several requests, by id.`;
    if (width > ROOT_FIELDS_MAX) return `The request has ${width} root fields; at most ${ROOT_FIELDS_MAX} are answered at once.`;
  }
  if (structure.aliases > ALIASES_MAX) return `The request has ${structure.aliases} aliases; at most ${ALIASES_MAX} are allowed.`;
  if (structure.directives > DIRECTIVES_MAX)
    return `The request has ${structure.directives} directives; at most ${DIRECTIVES_MAX} are allowed.`;
  return null;
}
