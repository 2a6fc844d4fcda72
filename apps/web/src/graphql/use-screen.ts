"use client";
import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { useCallback } from "react";
import { useQuery } from "urql";
import { useIsInBrowser } from "./api-provider.tsx";
import { failureOf } from "./failure.ts";

/** What a screen that shows one query may be. */
export type Screen<Data> =
  | { state: "loading" }
  | { state: "failed"; message: string; retry: () => void }
  | { state: "ready"; data: Data; isStale: boolean; refresh: () => void };

export function useScreen<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: { pause?: boolean } = {},
): Screen<Data> {
  const isInBrowser = useIsInBrowser();
  const [result, execute] = useQuery<Data, AnyVariables>({ query, variables, pause: !isInBrowser || options.pause === true });
  const refresh = useCallback(() => execute({ requestPolicy: "network-only" }), [execute]);
  if (result.data) return { state: "ready", data: result.data, isStale: result.stale, refresh };
  if (result.error) return { state: "failed", message: failureOf(result.error), retry: refresh };
  return { state: "loading" };
}
