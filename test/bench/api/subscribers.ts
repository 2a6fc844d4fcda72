/**
 * @file 500 sockets follow runs that report 1,000 points a second in all: from the runner's send to the client's receipt,
 * by one clock, and whether every subscriber got every point exactly once.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";
import type { Floor } from "./floor.ts";
import { spread, type Measured } from "./measure.ts";
import { Reporter } from "./reporter.ts";
import { costOf } from "./samples.ts";

const SUBSCRIBERS = 500;
const RUNS = 10;
/** Each run reports ten times a second. */
const REPORTS_A_SECOND = 10;
const POINTS_A_SECOND = 1_000;
const SOCKETS_A_KEY = 10;
const QUERY = "subscription ($id: ID!) { runMetrics(runId: $id) { sequence attempt series { name steps values } } }";

interface Batch {
  readonly runMetrics: {
    readonly sequence: number;
    readonly series: readonly { readonly name: string; readonly steps: readonly number[] }[];
  };
}
interface Follower {
  readonly client: Client;
  readonly reporter: Reporter;
  /** Points by their place, how often each came. */
  readonly got: Map<string, number>;
  messages: number;
  error: unknown;
}

function followRun(url: string, authorization: string, reporter: Reporter, latencies: number[]): Promise<Follower> {
  return new Promise((resolve, reject) => {
    const client = createClient({
      url: `${url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: reject,
    });
    const follower: Follower = { client, reporter, got: new Map(), messages: 0, error: null };
    client.subscribe<Batch>(
      { query: QUERY, variables: { id: reporter.claim.runId } },
      {
        next: ({ data }) => {
          const now = performance.now();
          follower.messages++;
          for (const { name, steps } of data?.runMetrics.series ?? []) {
            for (const step of steps) {
              const key = `${name} ${step}`;
              follower.got.set(key, (follower.got.get(key) ?? 0) + 1);
              if (name === "loss") latencies.push(now - reporter.sentMs[step]!);
            }
          }
          resolve(follower);
        },
        error: (error) => {
          follower.error = error;
          reject(error as Error);
        },
        complete: () => {},
      },
    );
  });
}

/** Reports at an even pace until `endMs`. */
async function reportEvenly(reporter: Reporter, points: number, startMs: number, endMs: number): Promise<void> {
  for (let next = startMs; next < endMs; next += 1000 / REPORTS_A_SECOND) {
    await delay(Math.max(0, next - performance.now()));
    await reporter.report(points);
  }
}

export async function measureSubscribers(floor: Floor, seconds: number): Promise<Measured[]> {
  const team = await floor.team();
  await team.queue(RUNS);
  const reporters = await Promise.all(Array.from({ length: RUNS }, async (_, i) => Reporter.start(floor.url(i), await team.runner())));
  const points = POINTS_A_SECOND / RUNS / REPORTS_A_SECOND;
  // The first report answers each subscription at once.
  await Promise.all(reporters.map((reporter) => reporter.report(points)));
  const keys = await Promise.all(Array.from({ length: SUBSCRIBERS / SOCKETS_A_KEY }, () => team.key()));
  const latencies: number[] = [];
  const followers = await Promise.all(
    Array.from({ length: SUBSCRIBERS }, (_, i) =>
      followRun(floor.url(i), keys[Math.floor(i / SOCKETS_A_KEY)]!, reporters[i % RUNS]!, latencies),
    ),
  );
  const run = async (forMs: number): Promise<void> => {
    const startMs = performance.now();
    // Runners do not beat in step.
    await Promise.all(
      reporters.map((reporter, i) => reportEvenly(reporter, points, startMs + (i * 1000) / REPORTS_A_SECOND / RUNS, startMs + forMs)),
    );
    await delay(1_000);
  };
  await run(2_000);
  latencies.length = 0;
  for (const follower of followers) follower.messages = 0;
  const before = await floor.samples();
  await run(seconds * 1000);
  const after = await floor.samples();
  const { cpuSeconds, lagMs } = costOf(before, after);
  const counted = (name: string): number => after.get(name) - before.get(name);
  const sharers = counted("capstan_events_sent_total") / counted("capstan_events_executed_total");
  let lost = 0;
  let doubled = 0;
  for (const { got, reporter } of followers) {
    lost += reporter.step * 5 - got.size;
    for (const times of got.values()) if (times > 1) doubled++;
  }
  const messages = followers.reduce((sum, follower) => sum + follower.messages, 0) / followers.length / seconds;
  await Promise.all(followers.map(({ client }) => client.dispose()));
  const { p50, p95, p99 } = spread(latencies);
  const part = `${SUBSCRIBERS} subscribers`;
  return [
    { part, what: `send to receipt at ${POINTS_A_SECOND} points/s, p50`, value: p50, unit: "ms", goal: null },
    { part, what: "p95", value: p95, unit: "ms", goal: { below: 200 } },
    { part, what: "p99", value: p99, unit: "ms", goal: null },
    { part, what: "points lost, over all subscribers", value: lost, unit: "", goal: null },
    { part, what: "points that came twice", value: doubled, unit: "", goal: null },
    { part, what: "messages a second and subscriber", value: messages, unit: "/s", goal: null },
    { part, what: `subscribers that share an execution, of ${SUBSCRIBERS / RUNS}`, value: sharers, unit: "", goal: null },
    { part, what: "event-loop lag of the API, p99", value: lagMs, unit: "ms", goal: { below: 100 } },
    { part, what: "the API's processor, share of a core", value: (100 * cpuSeconds) / (seconds + 1), unit: "%", goal: null },
  ];
}
