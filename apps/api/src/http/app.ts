/** @file Everything that is answered over HTTP, in order. */
import { randomUUID } from "node:crypto";
import cors from "cors";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import type { Callers } from "../auth/callers.ts";
import { AUTH_PATH, type People } from "../auth/people.ts";
import type { Services } from "../context.ts";
import { BODY_BYTES_MAX } from "../limits/limits.ts";
import { authRoute } from "./auth-route.ts";
import { graphqlRoute, type GraphqlRoute } from "./graphql-route.ts";
import { healthRoute } from "./health-route.ts";
import { internalErrors, requestSeconds } from "./metrics.ts";
import { mountObjects } from "./objects.ts";

export const GRAPHQL_PATH = "/graphql";

export interface AppParts {
  readonly services: Services;
  readonly people: People;
  readonly callers: Callers;
  readonly graphql: Pick<GraphqlRoute, "apollo" | "gate">;
  readonly isStopping: () => boolean;
}

const ROUTES = [GRAPHQL_PATH, AUTH_PATH, "/objects", "/pictures", "/healthz", "/readyz", "/metrics"];
const routeOf = (path: string): string => ROUTES.find((route) => path === route || path.startsWith(`${route}/`)) ?? "other";

/** Gives each request an id, and logs its end: never its query string, which may be signed. */
const logged =
  (log: Logger, isHttps: boolean): RequestHandler =>
  (req, res, next) => {
    const startedMs = performance.now();
    const requestId = randomUUID();
    res.locals.requestId = requestId;
    res.setHeader("x-request-id", requestId);
    res.setHeader("x-content-type-options", "nosniff");
    res.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("referrer-policy", "no-referrer");
    if (isHttps) res.setHeader("strict-transport-security", "max-age=31536000");
    const [path = "/"] = req.originalUrl.split("?");
    res.once("close", () => {
      const ms = performance.now() - startedMs;
      const status = res.writableFinished ? res.statusCode : 499;
      requestSeconds.observe({ route: routeOf(path), status: String(status) }, ms / 1_000);
      log.debug({ requestId, method: req.method, path, status, ms: Math.round(ms) }, "request");
    });
    next();
  };

/** Nothing of the body was read, so nobody knows what was asked; pictures are what makes bodies large. */
const TOO_LARGE =
  "The body is larger than 1 MiB. A picture above about 700 KB does not fit as base64: send it as a file (multipart/form-data), or by createUpload with the purpose IMAGE and its uploadId; either takes 10 MiB.";

/** What body-parser and busboy refuse has a status; the rest is ours, and says nothing but its id. */
const failed =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    if (res.headersSent) return void res.destroy();
    const { requestId } = res.locals as { requestId: string };
    const { status, expose, message } = error as { status?: number; expose?: boolean; message?: string };
    if (typeof status === "number" && status < 500 && expose) {
      const said = status === 413 ? TOO_LARGE : (message ?? "The request is malformed.");
      return void res.status(status).json({ errors: [{ message: said, extensions: { code: "BAD_USER_INPUT" } }] });
    }
    internalErrors.inc();
    log.error({ err: error, requestId, method: req.method, path: req.path }, "a request failed inside");
    res.status(500).json({
      errors: [
        {
          message: `Something failed on our side. Try again; if it stays, say this id to who runs Capstan: ${requestId}`,
          extensions: { code: "INTERNAL", requestId },
        },
      ],
    });
  };

export function createApp({ services, people, callers, graphql, isStopping }: AppParts): Express {
  const { config, log } = services;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustedProxies);
  app.set("query parser", "simple");
  app.use(logged(log, config.publicUrl.startsWith("https://")));
  app.use(healthRoute(services, isStopping));
  mountObjects(app, services);
  const fromPages = cors({
    origin: [...config.webOrigins],
    credentials: true,
    exposedHeaders: ["x-request-id", "etag", "retry-after"],
    maxAge: 600,
  });
  app.use(fromPages);
  app.use(AUTH_PATH, authRoute(people, config));
  app.post(
    GRAPHQL_PATH,
    express.json({ limit: BODY_BYTES_MAX, type: "application/json" }),
    graphqlRoute({ services, callers, ...graphql }),
  );
  app.all(GRAPHQL_PATH, (_req, res) => {
    res.setHeader("allow", "POST");
    res.status(405).json({ errors: [{ message: "POST your operation as JSON.", extensions: { code: "BAD_USER_INPUT" } }] });
  });
  app.use((_req, res) => void res.status(404).json({ message: "There is nothing here." }));
  app.use(failed(log));
  return app;
}
