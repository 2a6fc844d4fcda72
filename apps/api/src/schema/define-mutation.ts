/**
 * @file The one form of every mutation: an input, a payload `{ <object>, errors }`, and an audit row where people act.
 *
 * A mutation's `run` changes the database in transactions of its own (`ctx.db`). It throws AppError for an expected failure,
 * which becomes an entry of `errors`, and the GraphQL errors of ../errors.ts for the rest. Mutations of people and keys
 * call `recordAudit` (../audit/record-audit.ts) in the same transaction; a test walks all of them and counts the rows.
 */
import { AppError } from "@capstan/run/error-code";
import type { FieldMap, InputRef } from "@pothos/core";
import type { Context } from "../context.ts";
import { builder } from "./builder.ts";
import { userErrorOf, UserErrorType } from "./user-error.ts";

type Types = typeof builder.$inferSchemaTypes;
/** What `run` answers: the payload's fields, or their sources. */
type PayloadSource = Record<string, unknown>;
/** A payload: `result` is null when there are errors. */
export interface Outcome<Result extends PayloadSource> {
  readonly result: Result | null;
  readonly errors: readonly AppError[];
}

interface MutationOptions<Input, Result extends PayloadSource> {
  /** Verb and noun: `createRun`. */
  readonly name: string;
  readonly description: string;
  /** Made by `builder.inputType`; several mutations may share one, for example RunIdInput. */
  readonly input: InputRef<Input>;
  /** The payload's own fields, resolved from `result`; all nullable. `errors` is added. */
  readonly payload: (t: PothosSchemaTypes.ObjectFieldBuilder<Types, Outcome<Result>>) => FieldMap;
  readonly run: (ctx: Context, input: Input) => Promise<Result>;
}

export function defineMutation<Input, Result extends PayloadSource>(options: MutationOptions<Input, Result>): void {
  const { name, description, input, payload, run } = options;
  const Payload = builder.objectRef<Outcome<Result>>(`${name[0]!.toUpperCase()}${name.slice(1)}Payload`);
  Payload.implement({
    description: `What ${name} answers.`,
    fields: (t) => ({
      ...payload(t),
      errors: t.field({
        type: [UserErrorType],
        description: "Empty when it was done.",
        resolve: (outcome) => outcome.errors.map(userErrorOf),
      }),
    }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: Payload,
      description,
      args: { input: t.arg({ type: input, required: true }) },
      resolve: async (_root, args, ctx): Promise<Outcome<Result>> => {
        try {
          return { result: await run(ctx, (args as unknown as { input: Input }).input), errors: [] };
        } catch (error) {
          if (error instanceof AppError) return { result: null, errors: [error] };
          throw error;
        }
      },
    }),
  );
}
