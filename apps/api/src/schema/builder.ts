/** @file The Pothos builder, with the scalars. It holds no domain types; each lives in the folder of its noun. */
import SchemaBuilder from "@pothos/core";
import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import type { Context } from "../context.ts";

/** A picture as the multipart parser hands it over. */
export interface UploadedFile {
  readonly filename: string;
  readonly mimetype: string;
  createReadStream(): NodeJS.ReadableStream;
}

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number | bigint };
    Upload: { Input: Promise<UploadedFile>; Output: never };
  };
}>({ defaultFieldNullability: false });

function toSafeInt(value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number))
    throw new GraphQLError(`SafeInt is a whole number of at most 53 bits, not ${String(value)}.`);
  return number;
}

function toDate(value: unknown): Date {
  const date = value instanceof Date ? value : typeof value === "string" ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) throw new GraphQLError(`DateTime is text like 2026-01-31T12:00:00Z, not ${String(value)}.`);
  return date;
}

builder.addScalarType(
  "SafeInt",
  new GraphQLScalarType<number, number>({
    name: "SafeInt",
    description: "A whole number of at most 53 bits: steps, bytes and counts, which outgrow Int.",
    serialize: toSafeInt,
    parseValue: toSafeInt,
    parseLiteral: (node) => (node.kind === Kind.INT ? toSafeInt(Number(node.value)) : toSafeInt(node.kind)),
  }),
);
builder.addScalarType(
  "DateTime",
  new GraphQLScalarType<Date, string>({
    name: "DateTime",
    description: "A moment, as RFC 3339 text in UTC.",
    serialize: (value) => toDate(value).toISOString(),
    parseValue: toDate,
    parseLiteral: (node) => toDate(node.kind === Kind.STRING ? node.value : node.kind),
  }),
);
builder.addScalarType(
  "Upload",
  new GraphQLScalarType({
    name: "Upload",
    description: "A file, sent by the GraphQL multipart request specification.",
    parseValue(value) {
      const file = (value as { promise?: unknown } | null)?.promise;
      if (!file) throw new GraphQLError("Upload is a file part of a multipart request; the README has a curl that sends one.");
      return file as Promise<UploadedFile>;
    },
    parseLiteral() {
      throw new GraphQLError("Upload is given by a variable.");
    },
    serialize() {
      throw new GraphQLError("Upload is input only.");
    },
  }),
);

builder.queryType({ description: "What can be asked." });
builder.mutationType({ description: "What can be done. Expected failures come as `errors` of the payload; nothing was changed then." });
builder.subscriptionType({ description: "What can be followed, over graphql-transport-ws on the same path." });
