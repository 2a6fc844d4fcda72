/**
 * @file A runner's context while it speaks of a run. A team's own runner needs none of this; one of the operator's shared pool
 * is of no team that has runs, and is bound here to the team of the one run that it has, or had: nothing else of that team is
 * reached by it, as only the calls of the lease protocol come through here.
 */
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";

const KNOWN_MAX = 10_000;
/** By run and runner. That a runner had a run, and whose it is, never changes. */
const known = new Map<string, string>();

/** Remembers that a runner has a run of this team, as its claim says. */
export function noteHolder(runId: string, runnerId: string, teamId: string): void {
  const key = `${runId} ${runnerId}`;
  known.delete(key);
  known.set(key, teamId);
  if (known.size > KNOWN_MAX) known.delete(known.keys().next().value!);
}

/** The team of a run that the runner claimed at some time; null for any other. */
async function teamOf(database: Context["database"], runId: string, runnerId: string): Promise<string | null> {
  const teamId =
    known.get(`${runId} ${runnerId}`) ??
    (await database.system.attempt.findFirst({ where: { runId, runnerId }, select: { teamId: true } }))?.teamId;
  if (teamId === undefined) return null;
  noteHolder(runId, runnerId, teamId);
  return teamId;
}

/** `ctx`, bound to the run's team for a shared runner that claimed this run. For any other run it stays as it is, and finds nothing. */
export async function asHolder(ctx: Context, runId: string): Promise<Context> {
  const { caller, database } = ctx;
  if (caller.kind !== "runner" || !caller.isShared) return ctx;
  const teamId = await teamOf(database, runId, caller.id);
  if (teamId === null) return ctx;
  const bound: RunnerCaller = { ...caller, teamId };
  return {
    ...ctx,
    caller: bound,
    db: (work) => database.forTeams([teamId], work),
    sql: (work, changed) => database.statementsFor([teamId], work, changed),
  };
}
