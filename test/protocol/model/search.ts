/** @file Breadth-first search of every state that can be reached, so that a trace to a broken one is the shortest there is. */
import { brokenInvariant } from "./invariants.ts";
import type { Rules } from "./rules.ts";
import { newWorld, nextSteps, type Bounds, type World } from "./world.ts";

export interface Found {
  /** Which invariant, in words. */
  readonly broken: string;
  /** What happened, in order. */
  readonly trace: readonly string[];
}
export interface Search {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state that is farthest from the start. */
  readonly depth: number;
  readonly found: Found | null;
}

const STATUSES = ["QUEUED", "CLAIMED", "RUNNING", "PAUSED", "SUCCEEDED", "FAILED", "CANCELLED"];
const WISHES = [null, "STOP", "PAUSE", "CANCEL"];
const ENDINGS = ["OPEN", "FINISHED", "RELEASED", "LOST"];
const HOW = ["SUCCEEDED", "CANCELLED", "PAUSED", "RELEASE"];

/** All of a state in a short text: equal texts, equal states. Two numbers from -1 to 14 take one character. */
export function keyOf({ server, ends, wishes }: World): string {
  const codes = [
    STATUSES.indexOf(server.status),
    server.epoch,
    server.holder ?? -1,
    server.claimRequest ?? -1,
    server.sequence,
    WISHES.indexOf(server.requested),
    Number(server.isExpired),
    server.lostInARow,
    server.verifying?.lease ?? -1,
    server.verifying?.step ?? -1,
    Number(server.isGrace),
    wishes,
    server.wrong ? 1 : 0,
    ...server.points,
    server.checkpoints.reduce((bits, step) => bits | (1 << (step - 1)), 0),
  ];
  for (const { runner, epoch, from, ending } of server.leases) codes.push(runner, epoch, from, ENDINGS.indexOf(ending));
  for (const end of ends) codes.push(end?.trained ?? -1, end ? HOW.indexOf(end.how) : -1);
  let key = "";
  for (let at = 0; at < codes.length; at += 2) key += String.fromCharCode((codes[at]! + 1) * 16 + ((codes[at + 1] ?? -1) + 1));
  return key;
}

/** @param statesMax ends the search there; it throws then, because a part of the states proves nothing. */
export function search(rules: Rules, bounds: Bounds, statesMax = 10_000_000): Search {
  const places = new Map<string, number>();
  const parents: number[] = [];
  const start = newWorld(bounds);
  places.set(keyOf(start), 0);
  parents.push(-1);
  let [transitions, depth] = [0, 0];

  /** What happened on the way to a state: its ancestors, walked again from the start. */
  const traceTo = (place: number): string[] => {
    const path: number[] = [];
    for (let at = place; at > 0; at = parents[at]!) path.unshift(at);
    let world = start;
    return path.map((wanted) => {
      const step = nextSteps(world, rules, bounds).find((candidate) => places.get(keyOf(candidate.world)) === wanted)!;
      world = step.world;
      return step.label();
    });
  };

  for (let frontier: [number, World][] = [[0, start]]; frontier.length > 0; depth++) {
    const next: [number, World][] = [];
    for (const [parent, world] of frontier) {
      for (const step of nextSteps(world, rules, bounds)) {
        transitions++;
        const key = keyOf(step.world);
        if (places.has(key)) continue;
        const place = parents.length;
        if (place >= statesMax) throw new Error(`There are more than ${statesMax} states: choose smaller bounds.`);
        places.set(key, place);
        parents.push(parent);
        const broken = brokenInvariant(step.world);
        if (broken) return { states: place + 1, transitions, depth: depth + 1, found: { broken, trace: traceTo(place) } };
        next.push([place, step.world]);
      }
    }
    frontier = next;
  }
  return { states: parents.length, transitions, depth: depth - 1, found: null };
}
