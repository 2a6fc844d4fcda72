"use client";
import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from "react";
import { Provider } from "urql";
import { createApiClient } from "./client.ts";
import { apiOrigin, webSocketOrigin, type Endpoint } from "./endpoint.ts";
import { createLive, type Link, type Live } from "./live.ts";

interface Api {
  origin: string;
  live: Live;
}
const ApiContext = createContext<Api | null>(null);

const SERVER_PAGE = "http://localhost/";
const PUBLIC_PAGES = /^\/(sign-in|sign-up|invite)(\/|$)/;

function goToSignIn(): void {
  const { pathname, search } = window.location;
  if (PUBLIC_PAGES.test(pathname)) return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

export function ApiProvider({ endpoint, children }: { endpoint: Endpoint; children: ReactNode }) {
  const [{ client, ...api }] = useState(() => {
    const origin = apiOrigin(endpoint, typeof window === "undefined" ? SERVER_PAGE : window.location.href);
    return { origin, client: createApiClient(origin, goToSignIn), live: createLive(`${webSocketOrigin(origin)}/graphql`, goToSignIn) };
  });
  return (
    <ApiContext value={api}>
      <Provider value={client}>{children}</Provider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("useApi is called outside ApiProvider.");
  return api;
}

/** Whether live facts arrive. */
export function useLink(): Link {
  const { live } = useApi();
  return useSyncExternalStore(live.onLink, live.link, () => "connecting" as const);
}

const never = () => () => {};
/** False while the server renders and until the browser took over: nothing is asked of the API before. */
export const useIsInBrowser = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
