/**
 * @file A TCP proxy that makes a network bad on purpose: slow, jittery, narrow, cut, dead, or losing exactly the answer to a
 * call that the server has already carried out.
 */
import net from "node:net";
import { delay } from "./programs.ts";

export interface Weather {
  /** Each way, before each piece. */
  delayMs?: number;
  /** Added or taken away, evenly. */
  jitterMs?: number;
  /** Each way, for each connection. */
  bytesPerSecond?: number;
  /** Share of pieces at which the connection is reset instead. */
  resets?: number;
  /** Nothing passes and nothing is lost, as in a partition: what waited passes when it is over, as TCP sends again. */
  partitioned?: boolean;
  /** New connections are refused. */
  closed?: boolean;
  /** Connections that ask for a WebSocket are reset. */
  withoutSockets?: boolean;
}

interface Link {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** The end of what the client sent last: which call is on the line. */
  asked: string;
  /** Half-open: the other side is gone and nobody was told. */
  isDead: boolean;
}
const CHUNK = 4096;
const ASKED_CHARS = 65_536;

export class FaultProxy {
  readonly port: number;
  weather: Weather = {};
  /** Replies still to be cut, to calls whose text holds `pattern`. */
  #cut: { pattern: string; left: number } | null = null;
  cuts = 0;
  resets = 0;
  readonly #server: net.Server;
  readonly #links = new Set<Link>();
  readonly #random: () => number;
  #cleared = Promise.withResolvers<void>();

  private constructor(server: net.Server, targetPort: number, random: () => number) {
    this.#server = server;
    this.#random = random;
    this.port = (server.address() as net.AddressInfo).port;
    server.on("connection", (client) => this.#open(client, targetPort));
  }

  static async start(targetPort: number, random: () => number): Promise<FaultProxy> {
    const server = net.createServer({ pauseOnConnect: false });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FaultProxy(server, targetPort, random);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The server gets `count` more calls that hold `pattern` and answers them; nobody hears the answers. */
  cutReplies(pattern: string, count = 1): void {
    this.#cut = { pattern, left: count };
  }

  /** All connections of now die silently: no FIN, no RST. New ones work. */
  halfOpen(): number {
    for (const link of this.#links) link.isDead = true;
    return this.#links.size;
  }

  /** Good weather again. */
  clear(): void {
    this.weather = {};
    this.#cleared.resolve();
    this.#cleared = Promise.withResolvers<void>();
  }

  async close(): Promise<void> {
    this.clear();
    for (const link of this.#links) this.#reset(link);
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #open(client: net.Socket, targetPort: number): void {
    if (this.weather.closed) return void client.resetAndDestroy();
    const server = net.connect(targetPort, "127.0.0.1");
    const link: Link = { client, server, asked: "", isDead: false };
    this.#links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.#reset(link));
      socket.on("close", () => this.#links.delete(link));
    }
    void this.#carry(link, client, server, true);
    void this.#carry(link, server, client, false);
  }

  #reset(link: Link): void {
    this.#links.delete(link);
    for (const socket of [link.client, link.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  async #carry(link: Link, from: net.Socket, to: net.Socket, isUp: boolean): Promise<void> {
    try {
      for await (const data of from as AsyncIterable<Buffer>) {
        if (isUp) this.#hear(link, data);
        for (let at = 0; at < data.length; at += CHUNK) {
          const { bytesPerSecond } = this.weather;
          const piece = data.subarray(at, bytesPerSecond ? at + CHUNK : data.length);
          if (!(await this.#pass(link, piece, isUp))) return;
          if (!to.destroyed && !to.write(piece)) await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
          if (piece.length > CHUNK) break;
        }
      }
      // A partition keeps the good-bye back, too.
      while (this.weather.partitioned) await this.#cleared.promise;
      if (!link.isDead) to.end();
    } catch {
      this.#reset(link);
    }
  }

  #hear(link: Link, data: Buffer): void {
    const text = data.toString("latin1");
    link.asked = text.startsWith("POST ") || text.startsWith("GET ") ? text : (link.asked + text).slice(-ASKED_CHARS);
    if (this.weather.withoutSockets && /^upgrade: *websocket/im.test(text)) this.#reset(link);
  }

  /** Waits as the weather wants. @returns false when the connection is gone or dead. */
  async #pass(link: Link, piece: Buffer, isUp: boolean): Promise<boolean> {
    const { delayMs = 0, jitterMs = 0, bytesPerSecond, resets = 0 } = this.weather;
    if (!isUp && this.#cut && this.#cut.left > 0 && link.asked.includes(this.#cut.pattern)) {
      this.#cut.left--;
      this.cuts++;
      this.#reset(link);
      return false;
    }
    if (resets > 0 && this.#random() < resets) {
      this.resets++;
      this.#reset(link);
      return false;
    }
    const waitMs =
      Math.max(0, delayMs + jitterMs * (2 * this.#random() - 1)) + (bytesPerSecond ? (1000 * piece.length) / bytesPerSecond : 0);
    if (waitMs > 0) await delay(waitMs);
    while (this.weather.partitioned) await this.#cleared.promise;
    if (link.isDead) return new Promise(() => {});
    return !link.client.destroyed && !link.server.destroyed;
  }
}
