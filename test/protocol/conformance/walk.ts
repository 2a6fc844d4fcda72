/** @file Which call a random walk makes from a state of the model: one that does something, or one that must be refused. */
import { openLease, type Call, type Server } from "../model/server.ts";

const WISHES = ["STOP", "PAUSE", "CANCEL"] as const;
const OUTCOMES = ["SUCCEEDED", "CANCELLED", "PAUSED"] as const;

/** The report that the server waits for, under this lease; none when the run has no such step. */
function nextReport(server: Server, lease: number, steps: number): Call[] {
  const sequence = server.sequence + 1;
  const step = server.leases[lease]!.from + sequence + 1;
  return step <= steps ? [{ kind: "report", lease, sequence, step }] : [];
}

/** Everything that a lease's runner could ever say: early, late, twice. */
function anyOf(server: Server, lease: number, steps: number): Call[] {
  const { from } = server.leases[lease]!;
  const calls: Call[] = [
    { kind: "renew", lease },
    { kind: "release", lease },
  ];
  for (let step = from + 1; step <= steps; step++) {
    const after = step - from - 1;
    calls.push({ kind: "report", lease, sequence: after, step }, { kind: "beginCommit", lease, step, after });
  }
  for (const outcome of OUTCOMES) calls.push({ kind: "finish", lease, after: server.sequence, outcome });
  for (const after of [-1, server.sequence + 1]) calls.push({ kind: "finish", lease, after, outcome: "SUCCEEDED" });
  return calls;
}

/** @param choice from 0 to 999,999; the same one of the same state is the same call. */
export function callFor(choice: number, server: Server, steps: number): Call {
  const open = openLease(server);
  const recent = [...server.leases.keys()].slice(-3);
  const zombies = recent.filter((lease) => lease !== open);
  const claims = [0, 1].flatMap((runner) => [1, 2, 3].map((request): Call => ({ kind: "claim", runner, request: 10 * runner + request })));
  // With how many chances in a hundred: what carries the run on, and the zombies that would hurt it most, come oftenest.
  const kinds: readonly (readonly [number, readonly Call[]])[] = [
    [30, open < 0 ? claims : nextReport(server, open, steps)],
    [20, zombies.flatMap((lease) => nextReport(server, lease, steps))],
    [14, recent.flatMap((lease) => anyOf(server, lease, steps))],
    [6, claims],
    [26, [{ kind: server.isExpired ? "reap" : "expire" }]],
    [4, [{ kind: "resume" }, ...WISHES.map((wish): Call => ({ kind: "ask", wish }))]],
  ];
  const possible = kinds.filter(([, calls]) => calls.length > 0);
  let left = ((choice % 1000) / 1000) * possible.reduce((sum, [chances]) => sum + chances, 0);
  const [, calls] = possible.find(([chances]) => (left -= chances) < 0) ?? possible.at(-1)!;
  return calls[Math.floor(choice / 1000) % calls.length]!;
}
