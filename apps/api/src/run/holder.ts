/**
 * @file A runner's context while it speaks of a run. A team's own runner needs none of this; one of the operator's shared pool
 * is of no team that has runs, and is bound here to the team of the one run that it has, or had: nothing else of that team is
 * reached by it, as only the calls of the lease protocol come through here.
 */
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";

/** `ctx`, bound to the run's team for a shared runner that claimed this run. For any other run it stays as it is, and finds nothing. */
export async function asHolder(ctx: Context, runId: string): Promise<Context> {
  const { caller, database } = ctx;
  if (caller.kind !== "runner" || !caller.isShared) return ctx;
  const attempt = await database.system.attempt.findFirst({ where: { runId, runnerId: caller.id }, select: { teamId: true } });
  if (!attempt) return ctx;
  const { teamId } = attempt;
  const bound: RunnerCaller = { ...caller, teamId };
  return { ...ctx, caller: bound, db: (work) => database.forTeams([teamId], work), sql: (work) => database.statementsFor([teamId], work) };
}
