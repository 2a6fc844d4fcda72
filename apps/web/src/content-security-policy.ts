import { apiOrigin, originNames, webSocketOrigin } from "./graphql/endpoint.ts";
import type { ServerConfig } from "./config.ts";

/**
 * The policy of one page view. Scripts run only with this view's nonce. Style attributes are allowed, style elements are not:
 * server-rendered widths of progress bars are attributes, and an attribute cannot run anything.
 */
export function contentSecurityPolicy(config: ServerConfig, pageUrl: string, nonce: string): string {
  const api = apiOrigin(config.endpoint, pageUrl);
  const origins = [...originNames(api), ...config.objectOrigins].join(" ");
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${config.isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${config.isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' blob: data: ${origins}`,
    "font-src 'self'",
    `connect-src 'self' ${origins} ${webSocketOrigin(api)}${config.isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
    .map((directive) => directive.trim().replace(/\s+/g, " "))
    .join("; ");
}
