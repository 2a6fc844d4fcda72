/** @file What a caller hears of a failure: ours by code, the caller's by message, and nothing of what went wrong inside. */
import { AppError } from "@capstan/run/error-code";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";

/** Codes that our resolvers throw; their messages are meant for the caller. */
const SPOKEN = new Set(["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT"]);
/** What Apollo calls a malformed request. */
const MALFORMED = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

function codeOf(error: GraphQLError): string {
  // An AppError has a path of its own, which graphql-js takes for a sign that it was wrapped already.
  if (error instanceof AppError) return "BAD_USER_INPUT";
  const code = error.extensions.code;
  if (typeof code === "string" && SPOKEN.has(code)) return code;
  if (typeof code === "string" && MALFORMED.has(code)) return "BAD_USER_INPUT";
  if (error.originalError instanceof AppError) return "BAD_USER_INPUT";
  // graphql-js itself complains about documents and variables: before any field ran, so without a path.
  const isAboutRequest = error.path === undefined && (!error.originalError || error.originalError instanceof GraphQLError);
  return isAboutRequest ? "BAD_USER_INPUT" : "INTERNAL";
}

/** The error as it leaves the process. An internal one is logged, and answered with the request's id only. */
export function presentError(error: GraphQLError, requestId: string, log: Logger): GraphQLFormattedError {
  const code = codeOf(error);
  const place = { ...(error.locations ? { locations: error.locations } : {}), ...(error.path ? { path: error.path } : {}) };
  if (code !== "INTERNAL") return { message: error.message, ...place, extensions: { code } };
  log.error({ err: error.originalError ?? error, path: error.path?.join("."), requestId }, "a request failed inside");
  return {
    message: `Something failed on our side. Try again; if it stays, say this id to who runs Capstan: ${requestId}`,
    ...place,
    extensions: { code, requestId },
  };
}
