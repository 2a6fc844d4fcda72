import { NextResponse, type NextRequest } from "next/server";
import { contentSecurityPolicy } from "./src/content-security-policy.ts";
import { serverConfig } from "./src/config.ts";

/** The page as its reader sees it: behind a proxy that ends TLS, the forwarded protocol and host are the true ones. */
function pageUrl(request: NextRequest): string {
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host") ?? request.nextUrl.host;
  const protocol = request.headers.get("x-forwarded-proto")?.split(",")[0] ?? request.nextUrl.protocol.replace(":", "");
  return `${protocol}://${host}/`;
}

/** Gives each page view its own nonce. It decides nothing about who may see what: that is the API's, in the data layer. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(serverConfig(), pageUrl(request), nonce);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
  return response;
}

export const config = {
  matcher: [{ source: "/((?!_next/static|icon.svg).*)", missing: [{ type: "header", key: "next-router-prefetch" }] }],
};
