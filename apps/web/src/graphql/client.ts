/** @file The client for queries and mutations. Live facts go by live.ts. */
import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from "@urql/core";

export const isUnauthenticated = (error: CombinedError | undefined): boolean =>
  error?.graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED") ?? false;

export function createApiClient(origin: string, onUnauthenticated: () => void): Client {
  return new Client({
    url: `${origin}/graphql`,
    preferGetMethod: false,
    fetchOptions: { credentials: "include" },
    requestPolicy: "cache-and-network",
    exchanges: [
      mapExchange({
        onError(error) {
          if (isUnauthenticated(error)) onUnauthenticated();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });
}
