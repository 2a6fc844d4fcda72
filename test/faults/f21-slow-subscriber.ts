/** @file F21: a subscriber stops reading while kilobytes of log pour in; the API keeps nothing for it, and nobody else notices. */
import { randomBytes } from "node:crypto";
import { post } from "../bench/api/post.ts";
import { claimOnce } from "../bench/api/reporter.ts";
import { readSamples } from "../bench/api/samples.ts";
import { SocketClient, type SocketMessage } from "../support/socket-client.ts";
import type { FaultRow, Figure } from "./support/figure.ts";
import type { Platform } from "./support/platform.ts";
import { delay, until } from "./support/programs.ts";
import { largest, percentile, seconds } from "./support/random.ts";
import { createTraining } from "./support/training.ts";

const LINES_A_REPORT = 400;
const LINE_BYTES = 1024;
const OTHERS = 8;
const BACKLOG_MAX = 256;
const GROWTH_MAX = 20 * 1024 ** 2;
/** Within so much, one load needs what the one before it needed. */
const SETTLED = 4 * 1024 ** 2;
const POURS_MAX = 5;
const REPORT = "mutation ($input: ReportProgressInput!) { reportProgress(input: $input) { accepted errors { message } } }";
const LOGS = "subscription ($id: ID!, $after: SafeInt) { runLogs(runId: $id, after: $after) { sequence lines { message } } }";
const METRICS = "subscription ($id: ID!) { runMetrics(runId: $id) { series { steps } } }";

const resident = async (platform: Platform): Promise<number> => (await readSamples(platform.apiUrl)).get("process_resident_memory_bytes");
const isNext = ({ type }: SocketMessage): boolean => type === "next";
const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;

/** Reports one step and its lines, again and again. */
async function* reports(platform: Platform, authorization: string, claim: { runId: string; leaseEpoch: number }): AsyncGenerator<void> {
  for (let sequence = 0; ; sequence++) {
    const at = new Date().toISOString();
    const logs = Array.from({ length: LINES_A_REPORT }, () => ({
      at,
      level: "INFO",
      message: randomBytes(LINE_BYTES / 2).toString("hex"),
    }));
    const metrics = [{ name: "loss", steps: [sequence + 1], values: [sequence] }];
    const { data } = await post<{ reportProgress: { accepted: boolean; errors: { message: string }[] } }>(
      platform.apiUrl,
      authorization,
      REPORT,
      { input: { ...claim, sequence, metrics, logs } },
    );
    if (!data.reportProgress.accepted) throw new Error(data.reportProgress.errors[0]?.message);
    yield;
  }
}

export const slowSubscriber: FaultRow = {
  id: "F21",
  title: "a subscriber that does not read",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const poolId = await platform.createPool("f21");
    await createTraining(platform, { poolId, name: "f21", epochs: 1000, pictures: 400, everySteps: 0 });
    const authorization = `Bearer ${(await platform.createRunner(poolId, "f21")).token}`;
    const { claim } = await claimOnce(platform.apiUrl, authorization);
    const { createApiKey } = await platform.mutate<{ createApiKey: { secret: string } }>(
      "createApiKey",
      { teamId: platform.teamId, name: `f21-${randomBytes(3).toString("hex")}`, scopes: ["READ"] },
      "secret",
    );
    const reader = { authorization: `Bearer ${createApiKey.secret}` };
    const sent = new Map<number, number>();
    const lags: number[] = [];
    const follow = async (): Promise<SocketClient> => {
      const socket = await SocketClient.connect(platform.apiUrl, reader);
      socket.socket.on("message", (data) => {
        const { payload } = JSON.parse(String(data)) as { payload?: { data?: { runMetrics?: { series: { steps: number[] }[] } } } };
        const now = performance.now();
        for (const step of payload?.data?.runMetrics?.series.flatMap(({ steps }) => steps) ?? [])
          if (sent.has(step)) lags.push(now - sent.get(step)!);
      });
      return socket;
    };
    const source = reports(platform, authorization, claim!);
    const report = async (): Promise<void> => {
      // A step is known before its report is on its way.
      sent.set(sent.size + 1, performance.now());
      await source.next();
    };
    const count = context.times(40, 100, 500);
    /** So many reports. @returns the most that the API's process had in memory meanwhile. */
    const pour = async (): Promise<number> => {
      const sizes: number[] = [];
      for (let i = 0; i < count; i++) {
        await report();
        if (i % 10 === 9) sizes.push(await resident(platform));
      }
      return largest(sizes);
    };
    await report();
    const others = await Promise.all(Array.from({ length: OTHERS }, follow));
    for (const socket of others) socket.subscribe("m", METRICS, { id: claim!.runId });
    for (const socket of others) await socket.until(isNext);
    // The same load, before anybody is slow, until the heap takes no more for it: garbage lies there until a full collection.
    let before = await pour();
    for (let i = 1, last = 0; i < POURS_MAX && before - last > SETTLED; i++) [last, before] = [before, Math.max(before, await pour())];
    lags.length = 0;
    const slow = await SocketClient.connect(platform.apiUrl, reader);
    slow.subscribe("l", LOGS, { id: claim!.runId });
    await slow.until(isNext);
    slow.socket.pause();
    const heard = slow.messages.filter(isNext).length;
    const growth = (await pour()) - before;
    await delay(500);
    slow.socket.resume();
    type Batch = { data: { runLogs: { lines: { message: string }[] } } };
    // Lines of the platform itself are shorter.
    const ours = ({ payload }: SocketMessage): number =>
      (payload as Batch).data.runLogs.lines.filter(({ message }) => message.length === LINE_BYTES).length;
    const lines = (): number => slow.messages.filter(isNext).reduce((sum, message) => sum + ours(message), 0);
    const all = sent.size * LINES_A_REPORT;
    const wasCut = await Promise.race([
      until("the slow one has caught up", () => lines() >= all, 60_000).then(() => false),
      slow.closed.then(() => true),
    ]);
    const backlog = slow.messages.filter(isNext).length - heard;
    for (const socket of [...others, slow]) socket.close();
    await platform.ask("cancelRun", claim!.runId);
    const did = `one socket paused while ${(count * LINES_A_REPORT).toLocaleString("en")} log lines of 1 KiB come, ${others.length} others read`;
    const p99 = percentile(lags, 0.99);
    return [
      {
        row: "F21",
        did,
        n: count,
        wanted: `backlog <= ${BACKLOG_MAX} messages`,
        measured: `${backlog}${wasCut ? ", then it was cut off for not answering pings" : ""}`,
        pass: backlog <= BACKLOG_MAX,
      },
      {
        row: "F21",
        did,
        n: count,
        wanted: "every line once, in the end",
        measured: wasCut ? "cut off: it reads on from its cursor" : `${lines()} of ${all}`,
        pass: wasCut || lines() === all,
      },
      {
        row: "F21",
        did,
        n: count,
        wanted: `resident memory of the API +< ${mib(GROWTH_MAX)} over the same load without it`,
        measured: mib(growth),
        pass: growth < GROWTH_MAX,
      },
      { row: "F21", did, n: lags.length, wanted: "the others' lag p99 < 1 s", measured: seconds(p99), pass: p99 < 1_000 },
    ];
  },
};
