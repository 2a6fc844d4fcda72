/** @file 16 claimers at once, until the queues are empty, of a warm API: runs of many teams in pools of their own, and in the operator's; and once more with a finish after each claim. */
import { randomBytes } from "node:crypto";
import { newId } from "@capstan/run/id";
import type { BenchTeam, Floor } from "./floor.ts";
import { spread, type Measured } from "./measure.ts";
import { claimOnce, finishOnce } from "./reporter.ts";
import { costOf } from "./samples.ts";

const CLAIMERS = 16;
const TEAMS = 16;
/** Not measured: until then the API's code is being compiled. */
const WARM_UP = 512;

interface Drained {
  readonly perSecond: number;
  readonly times: number[];
  readonly cpuMs: number;
}

/** Each claimer claims, and finishes if `isFinishing`, until nothing waits. @throws {Error} unless every run was claimed exactly once. */
async function drain(floor: Floor, authorizations: readonly string[], runs: number, isFinishing = false): Promise<Drained> {
  const times: number[] = [];
  const claimed = new Set<string>();
  const before = await floor.samples();
  const beganMs = performance.now();
  const work = async (authorization: string, i: number): Promise<void> => {
    for (;;) {
      const { claim, ms } = await claimOnce(floor.url(i), authorization);
      if (!claim) return;
      times.push(ms);
      claimed.add(claim.runId);
      if (isFinishing) await finishOnce(floor.url(i), authorization, claim);
    }
  };
  await Promise.all(authorizations.map(work));
  const tookMs = performance.now() - beganMs;
  if (claimed.size !== runs || times.length !== runs)
    throw new Error(`${runs} runs waited; ${times.length} claims got ${claimed.size} of them.`);
  const { cpuSeconds } = costOf(before, await floor.samples());
  // Nobody renews: on a slow machine they would be reaped, and queued again, in the middle of what is measured next.
  await floor.database.query("UPDATE runs SET lease_until = now() + interval '1 hour' WHERE status = 'CLAIMED'");
  return { perSecond: (runs * 1000) / tookMs, times, cpuMs: (cpuSeconds * 1000) / runs };
}

/** Opens the operator's pool to the teams, as `npm run operator` does, and moves their queued runs there. @returns the headers of its runners. */
async function shareAPool(floor: Floor, teams: readonly BenchTeam[]): Promise<string[]> {
  const operator = await floor.team();
  await floor.database.query("UPDATE teams SET is_operator = true WHERE id = $1", [operator.teamId]);
  for (const { teamId } of teams) {
    const door = newId("pool");
    await floor.database.query("INSERT INTO pools (id, team_id, name, shared_pool_id) VALUES ($1, $2, $3, $4)", [
      door,
      teamId,
      `shared-${randomBytes(3).toString("hex")}`,
      operator.poolId,
    ]);
    await floor.database.query("UPDATE runs SET pool_id = $2 WHERE team_id = $1 AND status = 'QUEUED'", [teamId, door]);
  }
  return Promise.all(Array.from({ length: CLAIMERS }, () => operator.runner()));
}

export async function measureClaims(floor: Floor, runs: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  const teams = await Promise.all(Array.from({ length: TEAMS }, () => floor.team(10_000)));
  const each = Math.ceil(runs / TEAMS);
  const tell = (part: string, { perSecond, times, cpuMs }: Drained, deed = "claim"): void => {
    const { p50, p99 } = spread(times);
    rows.push(
      { part, what: `times a second: ${deed}; ${CLAIMERS} claimers, ${TEAMS} teams`, value: perSecond, unit: "/s", goal: { atLeast: 500 } },
      { part, what: "a claim, p50", value: p50, unit: "ms", goal: null },
      { part, what: "a claim, p99", value: p99, unit: "ms", goal: null },
      { part, what: `the API's processor time for it`, value: cpuMs, unit: "ms", goal: null },
    );
  };
  const runners = await Promise.all(teams.map((team) => team.runner()));
  await Promise.all(teams.map((team) => team.queue(WARM_UP / TEAMS)));
  await drain(floor, runners, WARM_UP, true);
  await Promise.all(teams.map((team) => team.queue(each)));
  tell("claims, own pools", await drain(floor, runners, each * TEAMS));
  await Promise.all(teams.map((team) => team.queue(each)));
  tell("the same, each finished", await drain(floor, runners, each * TEAMS, true), "claim and finish");
  await Promise.all(teams.map((team) => team.queue(each)));
  tell("claims, shared pool", await drain(floor, await shareAPool(floor, teams), each * TEAMS));
  return rows;
}
