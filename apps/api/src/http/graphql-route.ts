/** @file POST /graphql: the caller is found, the document goes through the gate, Apollo runs it, and a late answer is cut off. */
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from "@apollo/server";
import type { Request, Response } from "express";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Callers } from "../auth/callers.ts";
import { createContext, type Context, type Services } from "../context.ts";
import { unauthenticated } from "../errors.ts";
import type { DocumentGate } from "../limits/check-document.ts";
import { REQUEST_MS, UPLOAD_REQUEST_MS } from "../limits/limits.ts";
import { internalErrors, refusedDocuments } from "./metrics.ts";
import { presentError } from "./present-error.ts";
import { isMultipart, readOperation, RequestRefused } from "./read-operation.ts";
import { isTrustedOrigin } from "./trusted-origin.ts";

/** Errors leave in our form whoever made them. */
const presenting = (log: Logger): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ errors, response, contextValue }) {
        if (errors === undefined || response.body.kind !== "single") return;
        response.body.singleResult.errors = errors.map((error) => presentError(error, contextValue.requestId, log));
        if (response.body.singleResult.errors.some((error) => error.extensions?.code === "INTERNAL")) internalErrors.inc();
      },
    };
  },
});

export function createApollo(schema: GraphQLSchema, { config, log }: Pick<Services, "config" | "log">): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: config.allowIntrospection,
    hideSchemaDetailsFromClientErrors: !config.allowIntrospection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    plugins: [presenting(log)],
    logger: { debug: () => {}, info: () => {}, warn: (text: string) => log.warn(text), error: (text: string) => log.error(text) },
  });
}

export interface GraphqlRoute {
  readonly services: Services;
  readonly apollo: ApolloServer<Context>;
  readonly gate: DocumentGate;
  readonly callers: Callers;
}

const refuse = (res: Response, status: number, errors: readonly GraphQLError[], log: Logger): void => {
  const { requestId } = res.locals as { requestId: string };
  res.status(status).json({ errors: errors.map((error) => presentError(error, requestId, log)) });
};

/** What Apollo sees of the headers: the body was read and judged here. */
const headersFor = (req: Request): HeaderMap => {
  const headers = new HeaderMap([["content-type", "application/json"]]);
  if (req.headers.accept !== undefined) headers.set("accept", req.headers.accept);
  return headers;
};

const late = new GraphQLError("The answer took longer than 10 seconds and was given up. Ask for less at once.", {
  extensions: { code: "INTERNAL" },
});

async function answer({ services, apollo, gate, callers }: GraphqlRoute, req: Request, res: Response): Promise<void> {
  const { requestId } = res.locals as { requestId: string };
  const asked = await readOperation(req, res);
  const verdict = gate.check(asked, "http");
  if (verdict.errors) {
    refusedDocuments.inc({ transport: "http" });
    return refuse(res, 400, verdict.errors, services.log);
  }
  const caller = await callers.find({
    authorization: req.headers.authorization ?? null,
    cookie: isTrustedOrigin(req, services.config) ? (req.headers.cookie ?? null) : null,
    onCookies: (cookies) => res.append("set-cookie", [...cookies]),
  });
  if (caller === "refused")
    return refuse(
      res,
      401,
      [unauthenticated("This key or token is not valid, or was revoked. Make a new one in the team's settings.")],
      services.log,
    );
  const context = createContext(services, { caller, requestId, ipAddress: req.ip ?? null });
  const running = apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: "POST",
      headers: headersFor(req),
      search: "",
      body: {
        query: asked.query,
        variables: asked.variables,
        ...(asked.operationName === null ? {} : { operationName: asked.operationName }),
      },
    },
    context: async () => context,
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => (timer = setTimeout(resolve, isMultipart(req) ? UPLOAD_REQUEST_MS : REQUEST_MS, null)));
  const done = await Promise.race([running, timeout]).finally(() => clearTimeout(timer));
  if (done === null) {
    running.catch((error: unknown) => services.log.warn({ err: error, requestId }, "a request that was given up failed later"));
    res.status(503).json({ errors: [{ message: late.message, extensions: { code: "INTERNAL", requestId } }] });
    return;
  }
  for (const [name, value] of done.headers) res.setHeader(name, value);
  res.status(done.status ?? 200).end(done.body.kind === "complete" ? done.body.string : "");
}

export const graphqlRoute =
  (route: GraphqlRoute) =>
  async (req: Request, res: Response): Promise<void> => {
    try {
      await answer(route, req, res);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      const refused = new GraphQLError(error.message, { extensions: { code: "BAD_USER_INPUT" } });
      refuse(res, error.status, [refused], route.services.log);
    }
  };
