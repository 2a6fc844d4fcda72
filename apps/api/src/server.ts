/** @file The API on one port: HTTP and WebSocket, GraphQL and sign-in, health and bytes. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Callers } from "./auth/callers.ts";
import { createPeople } from "./auth/people.ts";
import type { Config } from "./config.ts";
import { createApp } from "./http/app.ts";
import { createApollo } from "./http/graphql-route.ts";
import { serveWebSocket } from "./http/web-socket.ts";
import { DocumentGate } from "./limits/check-document.ts";
import { schema } from "./schema/schema.ts";
import { createServices, type RunningServices } from "./services.ts";

export interface ApiServer {
  readonly port: number;
  readonly url: string;
  readonly services: RunningServices;
  /** Stops accepting, lets requests end, says good-bye to sockets, then stops the services. */
  stop(): Promise<void>;
}

/** How long running requests may take to end. */
const DRAIN_MS = 12_000;
const HEADERS_MS = 10_000;
/** For a whole request to arrive: a part of 8 MiB over a slow line. */
const REQUEST_BODY_MS = 300_000;

/** Starts the API; with `services` of the caller's own, `stop` stops those too. */
export async function startServer(config: Config, services?: RunningServices): Promise<ApiServer> {
  const running = services ?? (await createServices(config));
  const { database, log } = running;
  const people = createPeople({ config, database, log });
  const callers = new Callers({ database, people, changes: running.changes, log });
  const gate = new DocumentGate(schema, config);
  const apollo = createApollo(schema, running);
  await apollo.start();

  let isStopping = false;
  const app = createApp({ services: running, people, callers, graphql: { apollo, gate }, isStopping: () => isStopping });
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_BODY_MS, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 },
    app,
  );
  const sockets = serveWebSocket(server, { services: running, schema, gate, callers });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  log.info({ host: config.host, port }, "the API is ready");

  return {
    port,
    url: `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`,
    services: running,
    async stop() {
      if (isStopping) return;
      isStopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await sockets.close();
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(cut);
      await apollo.stop();
      await running.stop();
      log.info("the API has ended");
    },
  };
}
