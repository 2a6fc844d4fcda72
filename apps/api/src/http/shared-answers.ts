/**
 * @file One execution for identical subscriptions: the streams of live/ hand one and the same event to everybody who follows
 * the same thing; what a document makes of it, for callers who see the same, is computed and written as text once.
 *
 * Each subscriber keeps its own stream, with its own rights and its own place in it: only answers are shared.
 */
import { createHash } from "node:crypto";
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  Kind,
  visit,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
} from "graphql";
import { sightOf } from "../caller.ts";
import type { Context } from "../context.ts";
import { executedEvents, sentEvents } from "./metrics.ts";

export interface SharedArgs extends ExecutionArgs {
  /** The same for subscriptions whose answers to one event are the same. */
  readonly identity: string;
}
/** Answers as JSON. */
type Answers = AsyncIterableIterator<string>;

/**
 * What an answer depends on beside its event: who sees it, the document, and the variables that it uses below its root
 * field. Those of the root field, a cursor above all, say which events come, and not what becomes of them.
 */
export function identityOf({ document, operationName, variableValues, contextValue }: ExecutionArgs, query: string): string {
  const root = getOperationAST(document, operationName)?.selectionSet.selections[0];
  const ofRoot = new Set(root?.kind === Kind.FIELD ? root.arguments : []);
  const used: Record<string, unknown> = {};
  visit(document, {
    VariableDefinition: () => false,
    Argument: (argument) => (ofRoot.has(argument) ? false : undefined),
    Variable: ({ name: { value } }) => void (used[value] = variableValues?.[value]),
  });
  return createHash("sha256")
    .update(
      JSON.stringify([
        sightOf((contextValue as Context).caller),
        query,
        operationName,
        Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]),
    )
    .digest("base64");
}

export class SharedAnswers {
  /** By the event, so that they go with it. */
  readonly #answers = new WeakMap<object, Map<string, Promise<string>>>();
  readonly #present: (errors: readonly GraphQLError[]) => readonly object[];

  /** @param present makes errors fit to leave. */
  constructor(present: (errors: readonly GraphQLError[]) => readonly object[]) {
    this.#present = present;
  }

  /** Answers to the events of a subscription; an ExecutionResult when it is refused. */
  async subscribe(args: SharedArgs): Promise<Answers | ExecutionResult> {
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return events;
    const source = events[Symbol.asyncIterator]();
    const end = async (): Promise<IteratorResult<string>> => {
      await source.return?.();
      return { done: true, value: undefined };
    };
    const answers: Answers = {
      next: async () => {
        const { done, value } = (await source.next()) as IteratorResult<object>;
        return done ? { done: true, value: undefined } : { done: false, value: await this.#answerTo(value, args) };
      },
      return: end,
      throw: end,
      [Symbol.asyncIterator]: () => answers,
    };
    return answers;
  }

  #answerTo(event: object, args: SharedArgs): Promise<string> {
    const known = this.#answers.get(event) ?? new Map<string, Promise<string>>();
    this.#answers.set(event, known);
    const answer = known.get(args.identity) ?? this.#execute(event, args);
    known.set(args.identity, answer);
    return answer;
  }

  async #execute(event: object, args: SharedArgs): Promise<string> {
    executedEvents.inc();
    const { errors, ...result } = await execute({ ...args, rootValue: event });
    return JSON.stringify(errors ? { ...result, errors: this.#present(errors) } : result);
  }
}

export const isAnswers = (result: unknown): result is Answers =>
  typeof result === "object" && result !== null && Symbol.asyncIterator in result;

/** Hands each answer to `send` and waits for it, as a stream that yields nothing and ends as `answers` do. */
export function sending(answers: Answers, send: (text: string) => Promise<void>): AsyncIterableIterator<never> {
  const end = async (): Promise<IteratorResult<never>> => {
    await answers.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      for await (const text of answers) {
        await send(text);
        sentEvents.inc();
      }
      return { done: true, value: undefined };
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
