/** @file The rows, as types. */
export type * from "./generated/models.ts";
