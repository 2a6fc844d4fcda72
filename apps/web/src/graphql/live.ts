/** @file The live link: one WebSocket, subscriptions that survive its loss, and a word on whether it is up. */
import { stringifyDocument, type TypedDocumentNode } from "@urql/core";
import { createClient, type Client } from "graphql-ws";
import { backoffMs } from "./backoff.ts";

export type Link = "connecting" | "live" | "reconnecting";

/** The peer must answer a ping within this time; a laptop that slept leaves a socket that looks open. */
const PING_MS = 15_000;
const PONG_MS = 5_000;

interface Follow<Data, Variables> {
  document: TypedDocumentNode<Data, Variables>;
  /** Asked before each (re)connection, so that a stream goes on from the last sequence seen. */
  variables: () => Variables;
  onData: (data: Data) => void;
  /** The API refused the subscription itself: going on would only be refused again. */
  onRefused?: (message: string) => void;
}

export interface Live {
  /** Follows until the returned function is called. */
  follow: <Data, Variables extends object>(subscription: Follow<Data, Variables>) => () => void;
  link: () => Link;
  onLink: (listener: () => void) => () => void;
}

function connect(url: string, isWanted: () => boolean, setLink: (link: Link) => void): Client {
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client: Client = createClient({
    url,
    lazy: true,
    lazyCloseTimeout: 2_000,
    // A retry within graphql-ws would repeat the old variables and lose what came between.
    retryAttempts: 0,
    keepAlive: PING_MS,
    onNonLazyError: () => undefined,
    on: {
      connected: () => setLink("live"),
      // With nobody to follow anything the link is let go: that is rest, not trouble.
      closed: () => setLink(isWanted() ? "reconnecting" : "connecting"),
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });
  return client;
}

/** The API closes with this code when nobody is signed in. */
const CLOSED_UNAUTHENTICATED = 4401;

export function createLive(url: string, onUnauthenticated: () => void): Live {
  let link: Link = "connecting";
  const listeners = new Set<() => void>();
  let followers = 0;
  const isWanted = () => followers > 0;
  const client = connect(url, isWanted, (next) => {
    link = next;
    for (const listener of listeners) listener();
  });

  function follow<Data, Variables extends object>({ document, variables, onData, onRefused }: Follow<Data, Variables>): () => void {
    let failures = 0;
    let isOver = false;
    let stop = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      if (!isOver) timer = setTimeout(start, backoffMs(failures++));
    };
    const start = () => {
      stop = client.subscribe<Data>(
        { query: stringifyDocument(document), variables: variables() as Record<string, unknown> },
        {
          next: ({ data, errors }) => {
            failures = 0;
            if (data && !isOver) onData(data);
            else if (errors?.[0]) onRefused?.(errors[0].message);
          },
          error: (error) => {
            if (!Array.isArray(error)) {
              if ((error as { code?: number }).code === CLOSED_UNAUTHENTICATED) onUnauthenticated();
              return again();
            }
            isOver = true;
            onRefused?.(String((error[0] as { message?: string } | undefined)?.message ?? "The subscription was refused."));
          },
          complete: again,
        },
      );
    };
    followers++;
    start();
    return () => {
      followers--;
      isOver = true;
      clearTimeout(timer);
      stop();
    };
  }

  return {
    follow,
    link: () => link,
    onLink: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
