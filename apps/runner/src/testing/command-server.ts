/** @file A real WebSocket server with the real schema that pushes commands to one runner, and whose links can be broken. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { Command } from "../commands-loop.ts";

const CONTRACT = new URL("../../../../packages/contract/schema.graphql", import.meta.url);

export class CommandServer {
  /** What each connection said of itself. */
  readonly tokens: unknown[] = [];
  #server = http.createServer();
  #sockets = new WebSocketServer({ server: this.#server, path: "/graphql" });
  #listeners = new Set<(command: Command) => void>();

  static async start(): Promise<CommandServer> {
    const server = new CommandServer();
    useServer(
      {
        schema: buildSchema(readFileSync(CONTRACT, "utf8")),
        onConnect: ({ connectionParams }) => void server.tokens.push(connectionParams?.["authorization"]),
        roots: { subscription: { runnerCommands: () => server.#commands() } },
      },
      server.#sockets,
    );
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  async *#commands(): AsyncGenerator<{ runnerCommands: Command }> {
    const waiting: Command[] = [];
    let wake = () => undefined as void;
    const listener = (command: Command) => {
      waiting.push(command);
      wake();
    };
    this.#listeners.add(listener);
    try {
      for (;;) {
        while (waiting.length > 0) yield { runnerCommands: waiting.shift()! };
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql`;
  }
  get listeners(): number {
    return this.#listeners.size;
  }

  push(command: Command): void {
    for (const listener of this.#listeners) listener(command);
  }

  /** Breaks every link without a word, as a network does. */
  breakLinks(): void {
    this.#listeners.clear();
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.breakLinks();
    this.#sockets.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
