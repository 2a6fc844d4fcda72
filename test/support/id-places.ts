/** @file Every place of a schema that takes an id: arguments of any field of any type, and what is nested in them. */
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from "graphql";

function placesIn(type: GraphQLInputType, path: string, seen: readonly string[]): string[] {
  const named = getNamedType(type);
  const here = isListType(getNullableType(type)) ? `${path}[]` : path;
  if (named.name === "ID") return [here];
  if (!isInputObjectType(named) || seen.includes(named.name)) return [];
  return Object.values(named.getFields()).flatMap((field) => placesIn(field.type, `${here}.${field.name}`, [...seen, named.name]));
}

/** For example `Mutation.createRun:input.poolId`, sorted. */
export function idPlaces(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith("__"));
  return types
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((arg) => placesIn(arg.type, arg.name, []).map((path) => `${type.name}.${field.name}:${path}`)),
      ),
    )
    .sort();
}

/** For example `Query.viewer`: the root fields of all three kinds, sorted. */
export function rootFields(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type !== null && type !== undefined,
  );
  return roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)).sort();
}
