/** @file UserError: an expected failure as data. */
import { ERROR_CODES, type AppError } from "@capstan/run/error-code";
import { builder } from "./builder.ts";

export const ErrorCodeEnum = builder.enumType("ErrorCode", { description: "Why nothing was changed.", values: ERROR_CODES });

/** Plain data: graphql-js throws whatever Error it meets as a value. */
export type UserError = Pick<AppError, "code" | "message" | "path">;
export const userErrorOf = ({ code, message, path }: AppError): UserError => ({ code, message, path });

export const UserErrorType = builder.objectRef<UserError>("UserError").implement({
  description: "An expected failure; nothing was changed.",
  fields: (t) => ({
    code: t.field({ type: ErrorCodeEnum, resolve: (error) => error.code }),
    message: t.exposeString("message", { description: "What happened and what to do next, for people." }),
    path: t.stringList({ nullable: true, description: "Where in the input.", resolve: (error) => (error.path ? [...error.path] : null) }),
  }),
});
