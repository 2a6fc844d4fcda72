/** @file The only reader of the dashboard's environment. Read on each request, so that one build serves any set-up. */
import type { Endpoint } from "./graphql/endpoint.ts";

export interface ServerConfig {
  readonly endpoint: Endpoint;
  /** Origins besides the API's that signed URLs may point to: an S3 endpoint, for example. */
  readonly objectOrigins: readonly string[];
  readonly isDevelopment: boolean;
}

const DEFAULT_API_PORT = 4000;

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function objectOrigins(env: NodeJS.ProcessEnv): string[] {
  const named = [env.S3_ENDPOINT, env.S3_PUBLIC_URL].flatMap((url) => (url ? [originOf(url)] : [])).filter((origin) => origin !== null);
  if (named.length > 0) return named;
  return env.S3_BUCKET ? ["https://*.amazonaws.com"] : [];
}

export function serverConfig(env: NodeJS.ProcessEnv = process.env): ServerConfig {
  return {
    endpoint: { apiUrl: env.API_URL || null, apiPort: Number(env.API_PORT) || DEFAULT_API_PORT },
    objectOrigins: objectOrigins(env),
    isDevelopment: env.NODE_ENV === "development",
  };
}
