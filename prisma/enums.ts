/** @file The database's enumerations, for code that needs the words and not the client. */
export * from "./generated/enums.ts";
