/** @file The schema as the committed contract has it: sorted, with descriptions. */
import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./schema.ts";

export const printContract = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
