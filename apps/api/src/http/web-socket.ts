/** @file Subscriptions: graphql-transport-ws on the path of /graphql, behind the same gate as HTTP. */
import { randomUUID } from "node:crypto";
import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { handleProtocols, makeServer, type Context as SocketContext } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import type { Callers } from "../auth/callers.ts";
import { createContext, type Services } from "../context.ts";
import { badUserInput, unauthenticated } from "../errors.ts";
import type { DocumentGate } from "../limits/check-document.ts";
import { SOCKET_MESSAGE_BYTES_MAX, SOCKETS_PER_CALLER_MAX, SUBSCRIPTIONS_PER_SOCKET_MAX } from "../limits/limits.ts";
import { GRAPHQL_PATH } from "./app.ts";
import { carrySocket, sendText } from "./carry-socket.ts";
import { identityOf, isAnswers, sending, SharedAnswers, type SharedArgs } from "./shared-answers.ts";
import { openSockets, openSubscriptions, refusedDocuments } from "./metrics.ts";
import { presentError } from "./present-error.ts";
import { CLOSE_NOT_SIGNED_IN, CLOSE_TOO_MANY, SocketSession } from "./socket-session.ts";
import { isTrustedOrigin } from "./trusted-origin.ts";

const INIT_MS = 3_000;
/** All sockets of this process together, signed in or not. */
const SOCKETS_MAX = 5_000;
const GOING_AWAY = 1001;

type Params = Record<string, unknown> | undefined;
interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  session?: SocketSession;
}
type Connection = SocketContext<Params, Extra>;

export interface SocketParts {
  readonly services: Services;
  readonly schema: GraphQLSchema;
  readonly gate: DocumentGate;
  readonly callers: Callers;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Answers upgrades of `server`. `close` says good-bye to every socket with 1001. */
export function serveWebSocket(server: Server, { services, schema, gate, callers }: SocketParts): { close(): Promise<void> } {
  const { config, log, changes } = services;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols,
  });
  const bySubject = new Map<string, number>();

  /** @returns false when this caller has enough sockets. */
  function count(session: SocketSession, by: 1 | -1): boolean {
    const { caller } = session;
    const key = caller.kind === "anonymous" ? `address ${session.ipAddress}` : caller.id;
    const next = (bySubject.get(key) ?? 0) + by;
    if (by === 1 && next > SOCKETS_PER_CALLER_MAX) return false;
    if (next > 0) bySubject.set(key, next);
    else bySubject.delete(key);
    return true;
  }

  async function onConnect(connection: Connection): Promise<boolean> {
    const { socket, request } = connection.extra;
    const authorization = connection.connectionParams?.authorization ?? request.headers.authorization;
    // A page of ours brings the cookie; whoever sends no Origin is a program, and signs in by key.
    const isPage = request.headers.origin !== undefined && isTrustedOrigin(request, config);
    const credentials = {
      authorization: typeof authorization === "string" ? authorization : null,
      cookie: isPage ? (request.headers.cookie ?? null) : null,
    };
    const caller = await callers.find(credentials);
    if (caller === "refused" || caller.kind === "anonymous") {
      socket.close(CLOSE_NOT_SIGNED_IN, 'Sign in, or send { authorization: "Bearer ..." } in connectionParams.');
      return false;
    }
    if (socket.readyState !== socket.OPEN) return false;
    const session = new SocketSession({ socket, request, callers, credentials, caller, changes });
    if (!count(session, 1)) {
      session.end();
      socket.close(CLOSE_TOO_MANY, `At most ${SOCKETS_PER_CALLER_MAX} sockets a caller.`);
      return false;
    }
    socket.once("close", () => {
      session.end();
      count(session, -1);
    });
    connection.extra.session = session;
    return true;
  }

  function onSubscribe(
    connection: Connection,
    payload: { query: string; operationName?: unknown; variables?: unknown },
  ): SharedArgs | readonly GraphQLError[] {
    const { socket, session } = connection.extra;
    if (Object.keys(connection.subscriptions).length > SUBSCRIPTIONS_PER_SOCKET_MAX) {
      socket.close(CLOSE_TOO_MANY, `At most ${SUBSCRIPTIONS_PER_SOCKET_MAX} subscriptions a socket.`);
      return [badUserInput("Too many subscriptions on one socket.")];
    }
    if (!session) return [unauthenticated()];
    const operationName = typeof payload.operationName === "string" ? payload.operationName : null;
    const variables = (payload.variables ?? {}) as Record<string, unknown>;
    const verdict = gate.check({ query: String(payload.query), operationName, variables }, "socket");
    if (verdict.errors) {
      refusedDocuments.inc({ transport: "socket" });
      return verdict.errors;
    }
    const contextValue = createContext(services, { caller: session.caller, requestId: randomUUID(), ipAddress: session.ipAddress });
    const args = { schema, document: verdict.document, operationName, variableValues: variables, contextValue };
    return { ...args, identity: identityOf(args, String(payload.query)) };
  }

  const answers = new SharedAnswers((errors) => present(errors));
  const present = (errors: readonly GraphQLError[]) => errors.map((error) => presentError(error, randomUUID(), log));
  const subscriptions = makeServer<Params, Extra>({
    schema,
    connectionInitWaitTimeout: INIT_MS,
    onConnect,
    onSubscribe: (connection, _id, payload) => onSubscribe(connection, payload) as never,
    subscribe: (args) => answers.subscribe(args as SharedArgs) as never,
    onOperation: ({ extra: { socket } }, id, _payload, _args, result) => {
      openSubscriptions.inc();
      return isAnswers(result)
        ? (sending(result, (text) => sendText(socket, `{"id":${JSON.stringify(id)},"type":"next","payload":${text}}`)) as never)
        : undefined;
    },
    onComplete: () => void openSubscriptions.dec(),
    onNext: (_connection, _id, _payload, _args, result) =>
      result.errors ? ({ ...result, errors: present(result.errors) } as never) : undefined,
    onError: (_connection, _id, _payload, errors) => present(errors.filter((error) => error instanceof GraphQLError)) as never,
  });

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    if (request.url?.split("?")[0] !== GRAPHQL_PATH) return refuseUpgrade(socket, 404);
    if (!isTrustedOrigin(request, config)) return refuseUpgrade(socket, 403);
    if (sockets.clients.size >= SOCKETS_MAX) return refuseUpgrade(socket, 503);
    sockets.handleUpgrade(request, socket, head, (client) => {
      openSockets.inc();
      client.once("close", () => openSockets.dec());
      carrySocket(subscriptions, client, { socket: client, request }, log);
    });
  });

  return {
    async close() {
      for (const client of sockets.clients) client.close(GOING_AWAY, "The API is being restarted: connect again.");
      const isDone = (): boolean => sockets.clients.size === 0;
      for (const deadline = Date.now() + 2_000; !isDone() && Date.now() < deadline;)
        await new Promise((resolve) => setTimeout(resolve, 20));
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
