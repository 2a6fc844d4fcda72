/** @file A WebSocket in tests, message by message: to say what a well-behaved client would not. */
import { WebSocket, type ClientOptions } from "ws";

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export class SocketClient {
  readonly socket: WebSocket;
  readonly messages: SocketMessage[] = [];
  /** Resolves with the code and reason when the socket is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.messages.push(JSON.parse(String(data)) as SocketMessage);
      for (const wake of this.#waiting) wake();
    });
    this.closed = new Promise((resolve) =>
      socket.once("close", (code, reason) => {
        resolve({ code, reason: String(reason) });
        for (const wake of this.#waiting) wake();
      }),
    );
  }

  /** Opens a socket. @throws {Error} with the HTTP status when the upgrade is refused. */
  static async open(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", options);
    const client = new SocketClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  /** Opens a socket and signs in. */
  static async connect(url: string, payload: Record<string, unknown>, options: ClientOptions = {}): Promise<SocketClient> {
    const client = await SocketClient.open(url, options);
    client.send({ type: "connection_init", payload });
    await client.until(({ type }) => type === "connection_ack");
    return client;
  }

  send(message: SocketMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The first message, past or future, that `matches`. @throws when the socket closes or time runs out before. */
  async until(matches: (message: SocketMessage) => boolean, timeoutMs = 10_000): Promise<SocketMessage> {
    for (const deadline = Date.now() + timeoutMs; ;) {
      const found = this.messages.find(matches);
      if (found) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || this.socket.readyState >= WebSocket.CLOSING)
        throw new Error(`the message did not come; there were: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, leftMs);
        const waiting = this.#waiting;
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  close(): void {
    this.socket.close();
  }
}
