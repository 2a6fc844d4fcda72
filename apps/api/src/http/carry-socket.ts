/** @file Carries graphql-transport-ws over one `ws` socket: messages, pings, and an end for who does not answer them. */
import type { Server } from "graphql-ws";
import type { Logger } from "pino";
import type { WebSocket } from "ws";

const PING_MS = 15_000;
const PINGS_MISSED_MAX = 2;

/** Resolves when the text is on its way, so that a slow reader slows its own subscriptions and nobody else. */
export function sendText(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState === socket.OPEN) socket.send(text, (error) => (error ? reject(error) : resolve()));
    else resolve();
  });
}

/** @param extra what the server's hooks find as `connection.extra`. */
export function carrySocket<Extra>(server: Server<Extra>, socket: WebSocket, extra: Extra, log: Logger): void {
  // A frame that is too large or malformed; ws closes with the code that says so.
  socket.on("error", (error) => log.debug({ err: error }, "a socket broke"));
  let missed = 0;
  socket.on("pong", () => (missed = 0));
  const pings = setInterval(() => {
    if (++missed > PINGS_MISSED_MAX) return socket.terminate();
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);

  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) => sendText(socket, data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => {
        socket.on("message", (data) => {
          // Whoever was told good-bye is not listened to: thousands of messages may be on their way still.
          if (socket.readyState !== socket.OPEN) return;
          take(String(data)).catch((error: unknown) => {
            if (socket.readyState !== socket.OPEN) return;
            log.error({ err: error }, "a message on a socket failed inside");
            socket.close(1011, "Something failed on our side: connect again.");
          });
        });
      },
    },
    extra,
  );
  socket.once("close", (code, reason) => {
    clearInterval(pings);
    Promise.resolve(closed(code, String(reason))).catch((error: unknown) => log.error({ err: error }, "a socket did not end in order"));
  });
}
