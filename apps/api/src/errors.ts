/** @file The failures that are GraphQL errors: who you are, what you may do, what is not there. Expected failures are AppErrors. */
import { GraphQLError } from "graphql";

const coded = (code: string, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

export const unauthenticated = (message = "Sign in, or send `Authorization: Bearer <API key>`."): GraphQLError =>
  coded("UNAUTHENTICATED", message);
export const forbidden = (message: string): GraphQLError => coded("FORBIDDEN", message);
export const badUserInput = (message: string): GraphQLError => coded("BAD_USER_INPUT", message);

/** Another team's id answers exactly as a missing one: same code, same text. */
export const notFound = (): GraphQLError => coded("NOT_FOUND", "There is nothing with this id.");
