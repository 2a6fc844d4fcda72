/** @file Where the API is, seen from the page that calls it. */

/** What the server was told: a whole URL, or only the port of an API on the same host. */
export interface Endpoint {
  readonly apiUrl: string | null;
  readonly apiPort: number;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]);
/** The names that a URL on this machine may carry. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1"] as const;

/**
 * The API's origin for a page at `pageUrl`. A loopback API is called by the page's own host name: the session cookie belongs
 * to a host name, and `localhost` and `127.0.0.1` are two.
 */
export function apiOrigin(endpoint: Endpoint, pageUrl: string): string {
  const page = new URL(pageUrl);
  if (!endpoint.apiUrl) return `${page.protocol}//${page.hostname}:${endpoint.apiPort}`;
  const api = new URL(endpoint.apiUrl);
  if (LOOPBACK.has(api.hostname)) api.hostname = page.hostname;
  return api.origin;
}

/** `origin` under every name that it has: pictures come by the name that the API was started with, calls go by the page's. */
export function originNames(origin: string): string[] {
  const url = new URL(origin);
  if (!LOOPBACK.has(url.hostname)) return [origin];
  return LOOPBACK_NAMES.map((hostname) => `${url.protocol}//${hostname}${url.port ? `:${url.port}` : ""}`);
}

export const webSocketOrigin = (origin: string): string => origin.replace(/^http/, "ws");
