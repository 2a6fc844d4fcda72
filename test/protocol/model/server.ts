/**
 * @file The server's half of the protocol as one pure function: a run's row, its attempts and what is stored, and what each call
 * does to them. The conformance test holds it against the real API, call by call.
 *
 * Every call is one transaction. Only a commit is two, with the reading of its bytes between them, which a restart forgets.
 */
import { isLive, isTerminal, type RunRequest, type RunStatus } from "@capstan/run/status";
import type { Rules } from "./rules.ts";

/** How an attempt ended. */
export type Ending = "OPEN" | "FINISHED" | "RELEASED" | "LOST";

/** What the server knows of a claim: the row of its attempt. */
export interface Lease {
  readonly runner: number;
  readonly epoch: number;
  /** The checkpoint's step that it starts from. */
  readonly from: number;
  readonly ending: Ending;
}

export interface Server {
  readonly status: RunStatus;
  readonly epoch: number;
  readonly holder: number | null;
  /** Of the claim that holds it; the same call again answers the same claim. */
  readonly claimRequest: number | null;
  /** The last report of this lease. */
  readonly sequence: number;
  readonly requested: RunRequest | null;
  /** The lease is over by the clock, and nobody has reaped it yet. */
  readonly isExpired: boolean;
  readonly lostInARow: number;
  /** Claims from the first; a lease is named by its place here, which no broken rule can give twice. */
  readonly leases: readonly Lease[];
  /** By step, from 1: the lease that wrote its value, -1 when there is none. */
  readonly points: readonly number[];
  /** Steps of committed checkpoints, ascending. */
  readonly checkpoints: readonly number[];
  /** A commit between its two transactions. In the process's memory alone. */
  readonly verifying: { readonly lease: number; readonly step: number } | null;
  /** After a restart nobody is reaped for a while. */
  readonly isGrace: boolean;
  /** What should never have happened, seen when it did: effects of an old lease, a terminal state that was left. */
  readonly wrong: string | null;
}

export type Call =
  | { readonly kind: "claim"; readonly runner: number; readonly request: number }
  | { readonly kind: "report"; readonly lease: number; readonly sequence: number; readonly step: number }
  | { readonly kind: "renew"; readonly lease: number }
  | { readonly kind: "beginCommit" | "endCommit"; readonly lease: number; readonly step: number; readonly after: number }
  | { readonly kind: "finish"; readonly lease: number; readonly after: number; readonly outcome: "SUCCEEDED" | "CANCELLED" | "PAUSED" }
  | { readonly kind: "release"; readonly lease: number }
  | { readonly kind: "ask"; readonly wish: RunRequest }
  | { readonly kind: "resume" }
  | { readonly kind: "expire" | "reap" | "restart" | "graceOver" };

export type Verdict =
  "CLAIMED" | "NOTHING" | "ACCEPTED" | "DUPLICATE" | "GAP" | "FENCED" | "LEASE_EXPIRED" | "INVALID_INPUT" | "RUN_FINISHED" | "DONE";
export interface Answer {
  readonly verdict: Verdict;
  /** With CLAIMED: the lease's place. */
  readonly lease?: number;
  /** With GAP. */
  readonly expected?: number;
  readonly requested?: RunRequest | null;
}
export interface Served {
  readonly server: Server;
  readonly answer: Answer;
}

export const newServer = (steps: number): Server => ({
  status: "QUEUED",
  epoch: 0,
  holder: null,
  claimRequest: null,
  sequence: -1,
  requested: null,
  isExpired: false,
  lostInARow: 0,
  leases: [],
  points: new Array<number>(steps).fill(-1),
  checkpoints: [],
  verifying: null,
  isGrace: false,
  wrong: null,
});

const STRENGTH = { PAUSE: 1, STOP: 2, CANCEL: 3 } as const;

/** The claim that really holds the run, whatever the epochs say. */
export const openLease = (server: Server): number => server.leases.findIndex(({ ending }) => ending === "OPEN");

/** The newest attempt under an epoch: its row, where rows are found by epoch. */
const attemptOf = (server: Server, epoch: number): Lease | undefined => server.leases.findLast((lease) => lease.epoch === epoch);

/** Why a call of this lease is refused; null when it holds. */
function refusal(server: Server, { runner, epoch }: Lease): Verdict | null {
  if (attemptOf(server, epoch)?.runner !== runner || server.epoch !== epoch) return "FENCED";
  return isLive(server.status) && server.holder === runner ? null : "LEASE_EXPIRED";
}

/** `server` as it is when it tells a runner that the reports of `lease` up to `sequence` are stored. */
const acknowledging = (server: Server, lease: number, sequence: number): Server => {
  const { from } = server.leases[lease]!;
  const isStored = !server.points.slice(from, from + sequence + 1).includes(-1);
  return isStored ? server : { ...server, wrong: server.wrong ?? "I6: a report is acknowledged, and it or an earlier one is not stored" };
};

/** `server` as it becomes by an effect that only `lease` may have. */
const byLease = (server: Server, lease: number, what: string): Server =>
  openLease(server) === lease ? server : { ...server, wrong: server.wrong ?? `I2: ${what} of a lease that is over takes effect` };

/** The same object when nothing changes: then nothing happened. */
const renewed = (server: Server): Server => (server.isExpired ? { ...server, isExpired: false } : server);

function move(server: Server, to: RunStatus, ending: Ending, keepRequested = false): Server {
  const wrong = isTerminal(server.status) ? (server.wrong ?? `I3: a ${server.status} run becomes ${to}`) : server.wrong;
  const leases = isLive(to) ? server.leases : server.leases.map((lease) => (lease.ending === "OPEN" ? { ...lease, ending } : lease));
  const isHeld = isLive(to);
  return {
    ...server,
    wrong,
    leases,
    status: to,
    isExpired: isHeld && server.isExpired,
    requested: keepRequested || isHeld ? server.requested : null,
    ...(to === "QUEUED" ? { holder: null, claimRequest: null } : {}),
  };
}

/** A lease that ended without a finish. */
function endLease(server: Server, ending: "RELEASED" | "LOST", attemptsMax: number): Server {
  if (server.requested === "CANCEL") return move(server, "CANCELLED", ending);
  if (server.requested === "PAUSE") return move(server, "PAUSED", ending);
  if (ending === "RELEASED") return move(server, "QUEUED", ending, true);
  const lostInARow = server.lostInARow + 1;
  return { ...(lostInARow < attemptsMax ? move(server, "QUEUED", ending, true) : move(server, "FAILED", ending)), lostInARow };
}

function claim(server: Server, { runner, request }: { runner: number; request: number }, rules: Rules): Served {
  const isKnown = isLive(server.status) && server.holder === runner && server.claimRequest === request;
  if (isKnown) return { server, answer: { verdict: "CLAIMED", lease: openLease(server), requested: server.requested } };
  if (server.status !== "QUEUED") return { server, answer: { verdict: "NOTHING" } };
  const epoch = rules.claimRaisesEpoch ? server.epoch + 1 : Math.max(1, server.epoch);
  const lease: Lease = { runner, epoch, from: server.checkpoints.at(-1) ?? 0, ending: "OPEN" };
  const claimed: Server = {
    ...server,
    status: "CLAIMED",
    epoch,
    holder: runner,
    claimRequest: request,
    sequence: -1,
    isExpired: false,
    leases: [...server.leases, lease],
  };
  return { server: claimed, answer: { verdict: "CLAIMED", lease: server.leases.length, requested: server.requested } };
}

function report(server: Server, { lease, sequence, step }: { lease: number; sequence: number; step: number }, rules: Rules): Served {
  const refused = rules.reportIsFenced ? refusal(server, server.leases[lease]!) : null;
  if (refused) return { server, answer: { verdict: refused } };
  const isNext = rules.reportsInOrder ? sequence === server.sequence + 1 : sequence > server.sequence;
  if (isNext) {
    const { requested, status } = server;
    const stored = { ...byLease(server, lease, "a report"), sequence, isExpired: false, points: server.points.with(step - 1, lease) };
    return {
      server: acknowledging({ ...stored, status: status === "CLAIMED" ? "RUNNING" : status }, lease, sequence),
      answer: { verdict: "ACCEPTED", requested },
    };
  }
  if (sequence > server.sequence) return { server, answer: { verdict: "GAP", expected: server.sequence + 1 } };
  return { server: acknowledging(renewed(server), lease, sequence), answer: { verdict: "DUPLICATE", requested: server.requested } };
}

function commit(
  server: Server,
  call: { kind: "beginCommit" | "endCommit"; lease: number; step: number; after: number },
  rules: Rules,
): Served {
  const { kind, lease, step, after } = call;
  const isSecond = kind === "endCommit";
  const forgotten: Server = isSecond && server.verifying ? { ...server, verifying: null } : server;
  const refused = isSecond && !rules.commitIsFencedAgain ? null : refusal(server, server.leases[lease]!);
  if (refused) return { server: forgotten, answer: { verdict: refused } };
  if (rules.commitWaits && server.sequence < after) return { server: forgotten, answer: { verdict: "GAP", expected: server.sequence + 1 } };
  if (!isSecond) return { server: { ...server, isExpired: false, verifying: { lease, step } }, answer: { verdict: "DONE" } };
  const isProgress = step > (server.checkpoints.at(-1) ?? 0);
  const checkpoints = [...new Set([...server.checkpoints, step])].toSorted((a, b) => a - b);
  return {
    server: { ...byLease(forgotten, lease, "a checkpoint"), isExpired: false, checkpoints, lostInARow: isProgress ? 0 : server.lostInARow },
    answer: { verdict: "DONE" },
  };
}

/** Without what earlier leases reported beyond the step at which `lease` ends. */
function trimmed(server: Server, lease: number): Server {
  const end = server.leases[lease]!.from + server.sequence + 1;
  const isBeyond = (by: number, index: number): boolean => index >= end && by !== -1 && by < lease;
  return server.points.some(isBeyond) ? { ...server, points: server.points.map((by, index) => (isBeyond(by, index) ? -1 : by)) } : server;
}

function finish(
  server: Server,
  call: { lease: number; after: number; outcome: "SUCCEEDED" | "CANCELLED" | "PAUSED" },
  rules: Rules,
): Served {
  const { lease, after, outcome } = call;
  const done = (next: Server): Served => ({ server: next, answer: { verdict: "DONE" } });
  const { runner, epoch } = server.leases[lease]!;
  const attempt = attemptOf(server, epoch);
  if (rules.finishIsConditional && attempt?.runner === runner && attempt.ending === "FINISHED") return done(server);
  const refused = rules.finishIsConditional ? refusal(server, server.leases[lease]!) : null;
  if (refused) return { server, answer: { verdict: refused } };
  if (rules.finishWaits && server.sequence < after) return { server, answer: { verdict: "GAP", expected: server.sequence + 1 } };
  if (server.sequence > after) return { server, answer: { verdict: "INVALID_INPUT" } };
  if (outcome === "CANCELLED" && server.requested !== "CANCEL") return { server, answer: { verdict: "INVALID_INPUT" } };
  const pausedTo = { CANCEL: "CANCELLED", STOP: "SUCCEEDED", PAUSE: "PAUSED", none: "QUEUED" } as const;
  const to = outcome === "PAUSED" ? pausedTo[server.requested ?? "none"] : outcome;
  const ended = isTerminal(to) ? trimmed(server, lease) : server;
  return done(move(byLease(ended, lease, "a finish"), to, "FINISHED"));
}

function release(server: Server, { lease }: { lease: number }, attemptsMax: number): Served {
  const { runner, epoch } = server.leases[lease]!;
  const refused = refusal(server, server.leases[lease]!);
  if (!refused) return { server: endLease(byLease(server, lease, "a release"), "RELEASED", attemptsMax), answer: { verdict: "DONE" } };
  const attempt = attemptOf(server, epoch);
  const isOver = attempt?.runner === runner && attempt.ending !== "OPEN";
  return { server, answer: { verdict: isOver ? "DONE" : refused } };
}

function ask(server: Server, wish: RunRequest): Served {
  const say = (verdict: Verdict, next = server): Served => ({ server: next, answer: { verdict } });
  if (isTerminal(server.status)) return say("RUN_FINISHED");
  if (!isLive(server.status)) return wish === "CANCEL" ? say("DONE", move(server, "CANCELLED", "RELEASED")) : say("INVALID_INPUT");
  if (server.requested && STRENGTH[server.requested] > STRENGTH[wish]) return say("INVALID_INPUT");
  return say("DONE", { ...server, requested: wish });
}

function resume(server: Server): Served {
  if (isTerminal(server.status)) return { server, answer: { verdict: "RUN_FINISHED" } };
  if (server.status === "PAUSED") return { server: { ...move(server, "QUEUED", "RELEASED"), lostInARow: 0 }, answer: { verdict: "DONE" } };
  if (server.requested !== "PAUSE") return { server, answer: { verdict: "INVALID_INPUT" } };
  return { server: { ...server, requested: null }, answer: { verdict: "DONE" } };
}

/** What `call` does and is answered. `attemptsMax`: lost leases in a row after which a run FAILED. */
export function serve(server: Server, call: Call, rules: Rules, attemptsMax: number): Served {
  const done = (next: Server): Served => ({ server: next, answer: { verdict: "DONE" } });
  switch (call.kind) {
    case "claim":
      return claim(server, call, rules);
    case "report":
      return report(server, call, rules);
    case "renew": {
      const refused = refusal(server, server.leases[call.lease]!);
      return refused
        ? { server, answer: { verdict: refused } }
        : { server: renewed(server), answer: { verdict: "DONE", requested: server.requested } };
    }
    case "beginCommit":
    case "endCommit":
      return commit(server, call, rules);
    case "finish":
      return finish(server, call, rules);
    case "release":
      return release(server, call, attemptsMax);
    case "ask":
      return ask(server, call.wish);
    case "resume":
      return resume(server);
    case "expire":
      return done(isLive(server.status) ? { ...server, isExpired: true } : server);
    case "reap":
      return done(isLive(server.status) && server.isExpired && !server.isGrace ? endLease(server, "LOST", attemptsMax) : server);
    case "restart":
      return done({ ...server, verifying: null, isGrace: true });
    case "graceOver":
      return done({ ...server, isGrace: false });
  }
}
