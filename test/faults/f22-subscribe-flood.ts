/** @file F22: 20,000 subscriptions on one socket, 1,000 sockets that never say who they are; callers are answered meanwhile. */
import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { WebSocket } from "ws";
import { post } from "../bench/api/post.ts";
import { SocketClient } from "../support/socket-client.ts";
import type { FaultRow, Figure } from "./support/figure.ts";
import type { Platform } from "./support/platform.ts";
import { delay } from "./support/programs.ts";
import { largest, percentile } from "./support/random.ts";

const SUBSCRIPTIONS = 20_000;
const SILENT_SOCKETS = 1_000;
const PER_SOCKET_MAX = 20;

/** Asks something small, one call after the other, until `signal`. @returns the times, in ms. */
async function askOn(platform: Platform, authorization: string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    times.push((await post(platform.apiUrl, authorization, "{ team { id name } }", {})).ms);
    await delay(5);
  }
  return times;
}

/** Subscribes again and again on one socket. @returns what came back, and how soon the socket was closed. */
async function flood(platform: Platform, authorization: string): Promise<{ code: number; closedMs: number; answered: number }> {
  const socket = await SocketClient.connect(platform.apiUrl, { authorization });
  const beganMs = performance.now();
  let closedMs = Number.NaN;
  const closed = socket.closed.then(({ code }) => {
    closedMs = performance.now() - beganMs;
    return code;
  });
  for (let i = 0; i < SUBSCRIPTIONS && socket.socket.readyState === WebSocket.OPEN; i++) {
    socket.subscribe(String(i), "subscription { teamActivity { at } }");
    // The queries beside it are asked by this process, too: it must not be what they wait for.
    if (i % 100 === 99) await nextTurn();
  }
  const code = await closed;
  return { code, closedMs, answered: new Set(socket.messages.filter(({ type }) => type === "next").map(({ id }) => id)).size };
}

/** Sockets without connection_init. @returns how long each was left open, in ms, by the code that it was closed with. */
async function silence(platform: Platform): Promise<{ openMs: number[]; codes: Set<number> }> {
  const openMs: number[] = [];
  const codes = new Set<number>();
  const one = async (): Promise<void> => {
    const socket = await SocketClient.open(platform.apiUrl);
    const beganMs = performance.now();
    codes.add((await socket.closed).code);
    openMs.push(performance.now() - beganMs);
  };
  await Promise.all(Array.from({ length: SILENT_SOCKETS }, one));
  return { openMs, codes };
}

export const subscribeFlood: FaultRow = {
  id: "F22",
  title: "a flood of subscriptions and of silent sockets",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const { createApiKey } = await platform.mutate<{ createApiKey: { secret: string } }>(
      "createApiKey",
      { teamId: platform.teamId, name: `f22-${randomBytes(3).toString("hex")}`, scopes: ["READ"] },
      "secret",
    );
    const authorization = `Bearer ${createApiKey.secret}`;
    const over = new AbortController();
    const asking = askOn(platform, authorization, over.signal);
    const floods: { code: number; closedMs: number; answered: number }[] = [];
    for (let i = 0; i < context.times(1, 3, 10); i++) floods.push(await flood(platform, authorization));
    const { openMs, codes } = await silence(platform);
    over.abort();
    const times = await asking;
    const p99 = percentile(times, 0.99);
    const didFlood = `${SUBSCRIPTIONS.toLocaleString("en")} subscriptions on one socket`;
    const didSilent = `${SILENT_SOCKETS} sockets that send nothing`;
    const answered = largest(floods.map((one) => one.answered));
    const closedMs = largest(floods.map((one) => one.closedMs));
    // By our clock, which began when we heard that it was open.
    const onTime = openMs.filter((ms) => ms >= 2_000 && ms <= 4_000).length;
    return [
      {
        row: "F22",
        did: didFlood,
        n: floods.length,
        wanted: `at most ${PER_SOCKET_MAX} run, then 4429`,
        measured: `${answered} answered, closed with ${[...new Set(floods.map(({ code }) => code))].join(", ")}`,
        pass: answered <= PER_SOCKET_MAX && floods.every(({ code }) => code === 4429),
      },
      {
        row: "F22",
        did: didFlood,
        n: floods.length,
        wanted: "closed (printed; from the first subscription sent)",
        measured: `slowest ${closedMs.toFixed(0)} ms`,
        pass: true,
      },
      {
        row: "F22",
        did: didSilent,
        n: openMs.length,
        wanted: "closed after 3 s with 4408",
        measured: `${onTime} of ${openMs.length}, slowest ${largest(openMs).toFixed(0)} ms, ${[...codes].join(", ")}`,
        pass: onTime === SILENT_SOCKETS && [...codes].join() === "4408",
      },
      {
        row: "F22",
        did: "a query every 5 ms meanwhile",
        n: times.length,
        wanted: "p99 < 500 ms",
        measured: `${p99.toFixed(0)} ms`,
        pass: p99 < 500,
      },
    ];
  },
};
