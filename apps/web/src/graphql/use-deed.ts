"use client";
import type { AnyVariables, OperationResult, TypedDocumentNode } from "@urql/core";
import { useCallback, useState } from "react";
import { useMutation } from "urql";
import { failureOf } from "./failure.ts";

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}
type Answer = { readonly errors: readonly Refusal[] };
/** A mutation document with one field, as all of ours have. */
export type PayloadOf<Data> = Data[keyof Data];

export type Outcome<Payload> = { ok: true; payload: Payload } | { ok: false; message: string; refusals: readonly Refusal[] };

/** What a mutation came to. A refusal is data; a failed call becomes a sentence. */
export function outcomeOf<Data extends Record<string, Answer>>(result: OperationResult<Data, AnyVariables>): Outcome<PayloadOf<Data>> {
  if (result.error) return { ok: false, message: failureOf(result.error), refusals: [] };
  const payload = Object.entries(result.data ?? {}).find(([name]) => name !== "__typename")?.[1] as PayloadOf<Data> | undefined;
  if (!payload) return { ok: false, message: "The API gave an empty answer. Try again.", refusals: [] };
  const [first] = payload.errors;
  return first ? { ok: false, message: first.message, refusals: payload.errors } : { ok: true, payload };
}

/** A mutation as a function, and whether it is under way. */
export function useDeed<Data extends { [K in keyof Data]: Answer }, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): [run: (variables: Variables) => Promise<Outcome<PayloadOf<Data>>>, isBusy: boolean] {
  const [, execute] = useMutation<Data, Variables>(document);
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (variables: Variables) => {
      setBusy(true);
      const result = await execute(variables);
      setBusy(false);
      return outcomeOf(result as unknown as OperationResult<Record<string, Answer>>) as Outcome<PayloadOf<Data>>;
    },
    [execute],
  );
  return [run, isBusy];
}
