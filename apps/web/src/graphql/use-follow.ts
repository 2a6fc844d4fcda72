"use client";
import type { TypedDocumentNode } from "@urql/core";
import { useEffect, useEffectEvent } from "react";
import { useApi } from "./api-provider.tsx";

/** Follows a subscription whose variables do not move on while the component is shown. Null follows nothing. */
export function useFollow<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
  onData: (data: Data) => void,
): void {
  const { live } = useApi();
  const receive = useEffectEvent(onData);
  const key = variables && JSON.stringify(variables);
  useEffect(() => {
    if (key === null) return undefined;
    return live.follow({ document, variables: () => JSON.parse(key) as Variables, onData: (data) => receive(data) });
  }, [live, document, key]);
}
