/** @file Listens to what the API pushes to this runner, and connects again for as long as it takes. */
import { createClient } from "graphql-ws";
import { print } from "graphql";
import WebSocket from "ws";
import { RunnerCommandsDocument, type RunnerCommandsSubscription } from "./graphql/documents.generated.ts";
import { backOffMs, pause } from "./pause.ts";

export type Command = RunnerCommandsSubscription["runnerCommands"];

export interface CommandsLoop {
  readonly endpoint: string;
  readonly token: string;
  readonly onCommand: (command: Command) => void;
  /** Called when the link comes up (null) or breaks (why). Polls and replies carry the same news, only later. */
  readonly onLink: (broken: string | null) => void;
  readonly backOff?: { baseMs: number; maxMs: number };
}

/** A link without an answer to a ping within this time is dead, whatever TCP says. */
const PING_MS = 10_000;

/** Follows commands until `signal` aborts. Never throws: without the link the runner polls. */
export async function followCommands(loop: CommandsLoop, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const why = await listenOnce(loop, signal, () => (failures = 0));
    if (signal.aborted) return;
    loop.onLink(why);
    await pause(backOffMs(failures++, loop.backOff ?? { baseMs: 500, maxMs: 15_000 }), signal);
  }
}

/** One connection, until it breaks. @returns why it ended. */
async function listenOnce(loop: CommandsLoop, signal: AbortSignal, onUp: () => void): Promise<string> {
  let socket: WebSocket | null = null;
  let pong: NodeJS.Timeout | undefined;
  const client = createClient({
    url: loop.endpoint.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${loop.token}` },
    retryAttempts: 0,
    lazy: true,
    keepAlive: PING_MS,
    on: {
      opened: (opened) => (socket = opened as WebSocket),
      connected: () => {
        onUp();
        loop.onLink(null);
      },
      ping: (received) => {
        if (!received) pong = setTimeout(() => socket?.terminate(), PING_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });
  const stop = () => void client.dispose();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const commands = client.iterate<RunnerCommandsSubscription>({ query: print(RunnerCommandsDocument) });
    for await (const { data, errors } of commands) {
      if (errors?.length) return errors[0]!.message;
      if (data?.runnerCommands) loop.onCommand(data.runnerCommands);
    }
    return "the API closed the link";
  } catch (error) {
    const { reason, code, message } = error as { reason?: string; code?: number; message?: string };
    return reason || (code ? `closed with code ${code}` : (message ?? "the link broke"));
  } finally {
    clearTimeout(pong);
    signal.removeEventListener("abort", stop);
    await client.dispose();
  }
}
