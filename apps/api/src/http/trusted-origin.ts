/** @file Whether a browser's request comes from a page of ours. The session cookie counts only then. */
import type { IncomingMessage } from "node:http";
import type { Config } from "../config.ts";

/** True for our pages, and for programs, which send no Origin. */
export function isTrustedOrigin(req: IncomingMessage, config: Pick<Config, "webOrigins" | "publicUrl">): boolean {
  const { origin } = req.headers;
  if (origin === undefined) return req.headers["sec-fetch-site"] !== "cross-site";
  return config.webOrigins.includes(origin) || origin === new URL(config.publicUrl).origin;
}
