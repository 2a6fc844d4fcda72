"use client";
import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { useState } from "react";
import { useClient } from "urql";
import { failureOf } from "./failure.ts";
import { useScreen } from "./use-screen.ts";

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export type Pages<Node> =
  | { state: "loading"; refresh: () => void }
  | { state: "failed"; message: string; refresh: () => void }
  | {
      state: "ready";
      nodes: readonly Node[];
      more: (() => void) | null;
      isLoadingMore: boolean;
      failure: string | null;
      refresh: () => void;
    };

/** A list that grows: its first page is kept fresh, further ones are fetched on demand. */
export function usePages<Data, Variables extends AnyVariables, Node extends { readonly id: string }>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  connectionOf: (data: Data) => Connection<Node>,
): Pages<Node> {
  const client = useClient();
  const screen = useScreen(query, variables);
  const [further, setFurther] = useState<readonly Connection<Node>[]>([]);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  if (screen.state === "loading") return { state: "loading", refresh: () => {} };
  if (screen.state === "failed") return { state: "failed", message: screen.message, refresh: screen.retry };

  const connections = [connectionOf(screen.data), ...further];
  const { hasNextPage, endCursor } = connections.at(-1)!.pageInfo;
  const loadMore = async () => {
    setLoadingMore(true);
    const page = { ...variables, after: endCursor } as unknown as Variables;
    const { data, error } = await client.query(query, page, { requestPolicy: "network-only" }).toPromise();
    setLoadingMore(false);
    setFailure(error ? failureOf(error) : null);
    if (data) setFurther((all) => [...all, connectionOf(data)]);
  };
  // A run that arrived at the top pushes another to the next page: each stands once.
  const nodes = [...new Map(connections.flatMap(({ edges }) => edges.map(({ node }) => [node.id, node] as const))).values()];
  return { state: "ready", nodes, isLoadingMore, failure, more: hasNextPage ? () => void loadMore() : null, refresh: screen.refresh };
}
