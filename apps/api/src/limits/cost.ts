/** @file What an operation may cost: the fields that its answer would hold, were every page full. */
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;
/** What a list without pages is taken to hold. */
const LIST_GUESS = 10;

type Variables = Readonly<Record<string, unknown>>;

/** How often the selections below a field come: once, once a row of the page, or once an entry of the list. */
function factorOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Variables): number {
  const first = field.args.find(({ name }) => name === "first");
  if (first) {
    const value = node.arguments?.find(({ name }) => name.value === "first")?.value;
    const size =
      value?.kind === Kind.INT ? Number(value.value) : value?.kind === Kind.VARIABLE ? variables[value.name.value] : PAGE_DEFAULT;
    return Math.min(PAGE_MAX, Math.max(1, typeof size === "number" ? size : PAGE_DEFAULT));
  }
  // The edges of a connection were counted with its page.
  if (!isListType(getNullableType(field.type)) || field.name === "edges") return 1;
  return LIST_GUESS;
}

/** The cost of a valid `operation`; a fragment counts wherever it is spread. */
export function costOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): number {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const known = new Map<string, number>();
  const named = (name: string): GraphQLCompositeType | null => {
    const type = schema.getType(name);
    return type && isCompositeType(type) ? type : null;
  };

  const costOfField = (parent: GraphQLCompositeType | null, node: FieldNode): number => {
    if (node.name.value.startsWith("__")) return 1;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 1;
    const type = getNamedType(field.type);
    return 1 + factorOf(field, node, variables) * costOfSet(isCompositeType(type) ? type : null, node.selectionSet);
  };
  const costOfSet = (parent: GraphQLCompositeType | null, set: SelectionSetNode): number => {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(parent, selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        cost += costOfSet(selection.typeCondition ? named(selection.typeCondition.name.value) : parent, selection.selectionSet);
      else cost += costOfFragment(selection.name.value);
    }
    return cost;
  };
  const costOfFragment = (name: string): number => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const fragment = fragments.get(name)!;
    const cost = costOfSet(named(fragment.typeCondition.name.value), fragment.selectionSet);
    known.set(name, cost);
    return cost;
  };
  return costOfSet(schema.getRootType(operation.operation) ?? null, operation.selectionSet);
}
