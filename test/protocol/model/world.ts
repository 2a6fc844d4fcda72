/**
 * @file The server together with its runners and the network between them, and every next thing that may happen.
 *
 * The network holds every request that a lease was ever in a position to send, and delivers any of them at any time, again and
 * again or never: that is loss, repetition, reordering and delay at once, zombies included. Nobody waits for answers here: what
 * a runner would do after an answer, after a lost one, or after its own restart, it may do at any time. So the model's runners
 * do all that real ones do and more, and what holds for them holds for real ones.
 */
import { isLive } from "@capstan/run/status";
import type { Rules } from "./rules.ts";
import { newServer, openLease, serve, type Answer, type Call, type Server } from "./server.ts";

export interface Bounds {
  readonly runners: number;
  /** Of the run. */
  readonly steps: number;
  /** Claims that succeed, in all. */
  readonly leases: number;
  /** Claims that one runner sends; each may arrive many times. */
  readonly claims: number;
  /** Stops, pauses, cancels and resumes that people ask for, in all. */
  readonly wishes: number;
  readonly attemptsMax: number;
}

/** How a runner ends a lease: decided once, after it has trained so many steps of the run. */
export interface End {
  readonly trained: number;
  readonly how: "SUCCEEDED" | "CANCELLED" | "PAUSED" | "RELEASE";
}
export interface World {
  readonly server: Server;
  /** By lease; null while it trains. */
  readonly ends: readonly (End | null)[];
  readonly wishes: number;
}
export interface Step {
  readonly world: World;
  readonly label: () => string;
}

export const newWorld = ({ steps }: Bounds): World => ({ server: newServer(steps), ends: [], wishes: 0 });

const WISHES = ["STOP", "PAUSE", "CANCEL"] as const;
const HOW = ["SUCCEEDED", "CANCELLED", "PAUSED", "RELEASE"] as const;

/** The requests of a lease that may be under way: all that it could have sent until now. */
function requestsOf({ server, ends }: World, lease: number, steps: number): Call[] {
  const { from } = server.leases[lease]!;
  const end = ends[lease];
  const calls: Call[] = [{ kind: "renew", lease }];
  for (let step = from + 1; step <= (end?.trained ?? steps); step++) {
    calls.push({ kind: "report", lease, sequence: step - from - 1, step });
    if (!server.verifying) calls.push({ kind: "beginCommit", lease, step, after: step - from - 1 });
  }
  if (end?.how === "RELEASE") calls.push({ kind: "release", lease });
  else if (end) calls.push({ kind: "finish", lease, after: end.trained - from - 1, outcome: end.how });
  return calls;
}

/** The ways in which a lease may be ended: not before what it has reported already. */
function* endsOf({ server }: World, lease: number, steps: number): Generator<End> {
  const { from } = server.leases[lease]!;
  const reported = openLease(server) === lease ? from + server.sequence + 1 : from;
  for (let trained = reported; trained <= steps; trained++) {
    for (const how of HOW) if (how !== "SUCCEEDED" || trained > from) yield { trained, how };
  }
}

function describe(call: Call, answer: Answer, runner?: number): string {
  const { kind, ...rest } = call;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  const given = answer.verdict === "CLAIMED" ? ` lease ${answer.lease}` : "";
  return `${[runner === undefined ? "" : `runner ${runner}:`, kind, ...details].filter((word) => word !== "").join(" ")} -> ${answer.verdict}${given}`;
}

export function nextSteps(world: World, rules: Rules, bounds: Bounds): Step[] {
  const { server, ends, wishes } = world;
  const steps: Step[] = [];
  /** Adds what `call` does to the server, when it does anything. */
  const deliver = (call: Call, change: Partial<World> = {}, runner?: number): void => {
    const served = serve(server, call, rules, bounds.attemptsMax);
    if (served.server === server || served.server.leases.length > bounds.leases) return;
    const isClaimed = served.server.leases.length > ends.length;
    steps.push({
      world: { ...world, ...change, server: served.server, ends: isClaimed ? [...ends, null] : ends },
      label: () => describe(call, served.answer, runner),
    });
  };

  // Runners are alike: the first to claim is number 0.
  const runners = server.leases.length === 0 ? 1 : bounds.runners;
  for (let runner = 0; runner < runners; runner++)
    for (let request = 1; request <= bounds.claims; request++) deliver({ kind: "claim", runner, request });
  for (const [lease, { runner, from }] of server.leases.entries()) {
    for (const call of requestsOf(world, lease, bounds.steps)) deliver(call, {}, runner);
    if (ends[lease] !== null) continue;
    for (const end of endsOf(world, lease, bounds.steps))
      steps.push({
        world: { ...world, ends: ends.with(lease, end) },
        label: () => `runner ${runner}: lease ${lease} is to end as ${end.how} after step ${end.trained}, having begun after step ${from}`,
      });
  }
  const { verifying } = server;
  if (verifying) deliver({ kind: "endCommit", ...verifying, after: verifying.step - server.leases[verifying.lease]!.from - 1 });
  if (isLive(server.status) && !server.isExpired) deliver({ kind: "expire" });
  deliver({ kind: "reap" });
  if (server.isGrace) deliver({ kind: "graceOver" });
  if (!server.isGrace || verifying) deliver({ kind: "restart" });
  if (wishes < bounds.wishes) {
    for (const wish of WISHES) deliver({ kind: "ask", wish }, { wishes: wishes + 1 });
    deliver({ kind: "resume" }, { wishes: wishes + 1 });
  }
  return steps;
}
