/** @file runnerCommands: wakes a runner, so that nothing waits for its next poll. */
import { Prisma } from "@capstan/prisma/client";
import type { Tx } from "@capstan/prisma/database";
import { requireRunner } from "../access.ts";
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { follow, paced } from "./follow.ts";
import { watchRows, type Watched } from "./watch-rows.ts";

const COMMANDS = ["NEW_WORK", "STOP", "PAUSE", "CANCEL", "DRAIN"] as const;
interface RunnerCommand {
  readonly kind: (typeof COMMANDS)[number];
  readonly runId: string | null;
  readonly leaseEpoch: number | null;
}

const RunnerCommandKind = builder.enumType("RunnerCommandKind", {
  description: "What a runner should do.",
  values: {
    NEW_WORK: { description: "Something waits in its pool: call claimRun." },
    STOP: { description: "Finish the step, write a checkpoint, finishRun as SUCCEEDED with STOPPED." },
    PAUSE: { description: "Finish the step, write a checkpoint, finishRun as PAUSED." },
    CANCEL: { description: "End the trainer, finishRun as CANCELLED." },
    DRAIN: {
      description:
        "End the step, write a checkpoint, release what it has, and claim nothing more until NEW_WORK or a claim says otherwise.",
    },
  } satisfies { [K in RunnerCommand["kind"]]: { description: string } },
});
const RunnerCommandRef = builder.objectRef<RunnerCommand>("RunnerCommand").implement({
  description: "What a runner should do now.",
  fields: (t) => ({
    kind: t.field({ type: RunnerCommandKind, description: "What.", resolve: (command) => command.kind }),
    runId: t.id({ nullable: true, description: "Of its run; null with NEW_WORK and DRAIN.", resolve: (command) => command.runId }),
    leaseEpoch: t.exposeInt("leaseEpoch", { nullable: true, description: "Of its lease; null with NEW_WORK and DRAIN." }),
  }),
});

const QUEUED_LOOKED_AT = 20;

/** The pools whose runs the runner may get: its own, or every door to the operator's that it serves. */
const servedPools = ({ teamId, poolId, isShared }: RunnerCaller): Prisma.Sql =>
  isShared
    ? Prisma.sql`pool_id IN (SELECT id FROM pools WHERE shared_pool_id = ${poolId})`
    : Prisma.sql`team_id = ${teamId} AND pool_id = ${poolId}`;

/** What the runner should know now, by a key that tells one fact from another. */
async function readCommands(tx: Tx, runner: RunnerCaller): Promise<Map<string, RunnerCommand>> {
  const { id } = runner;
  const commands = new Map<string, RunnerCommand>();
  // A drained runner has no use for news of work; undrained, it hears of what waits.
  const { drainRequestedAt } = (await tx.runner.findUnique({ where: { id }, select: { drainRequestedAt: true } })) ?? {
    drainRequestedAt: null,
  };
  if (drainRequestedAt) return commands.set(`DRAIN ${drainRequestedAt.toISOString()}`, { kind: "DRAIN", runId: null, leaseEpoch: null });
  const held = await tx.run.findMany({
    where: { runnerId: id, status: { in: ["CLAIMED", "RUNNING"] }, requested: { not: null } },
    select: { id: true, leaseEpoch: true, requested: true },
  });
  const queued = await tx.$queryRaw<{ id: string; leaseEpoch: number }[]>`
    SELECT id, lease_epoch AS "leaseEpoch" FROM runs
    WHERE ${servedPools(runner)} AND status = 'QUEUED' AND not_before <= now()
    ORDER BY priority DESC, created_at, id LIMIT ${QUEUED_LOOKED_AT}`;
  for (const run of held)
    commands.set(`${run.requested} ${run.id} ${run.leaseEpoch}`, { kind: run.requested!, runId: run.id, leaseEpoch: run.leaseEpoch });
  for (const run of queued) commands.set(`NEW_WORK ${run.id} ${run.leaseEpoch}`, { kind: "NEW_WORK", runId: null, leaseEpoch: null });
  return commands;
}

/** A shared runner's news lie in the teams that it serves; those that join later wake it from its next connection on. */
async function teamsToWatch({ database }: Context, { teamId, poolId, isShared }: RunnerCaller): Promise<string[]> {
  if (!isShared) return [teamId];
  const doors = await database.system.pool.findMany({ where: { sharedPoolId: poolId }, select: { teamId: true } });
  return doors.map((door) => door.teamId);
}

/** What is true now, then what becomes true. */
async function* commandsOf(
  ctx: Context,
  runner: RunnerCaller,
  watched: readonly Watched[],
  signal: AbortSignal,
): AsyncGenerator<RunnerCommand, void> {
  let told = new Map<string, RunnerCommand>();
  for await (const _wake of watchRows(ctx.changes, watched, signal)) {
    const commands = await (runner.isShared ? readCommands(ctx.database.system, runner) : ctx.db((tx) => readCommands(tx, runner)));
    const fresh = [...commands].filter(([key]) => !told.has(key)).map(([, command]) => command);
    told = commands;
    // One word is enough for any number of queued runs.
    if (fresh.some(({ kind }) => kind === "NEW_WORK")) yield { kind: "NEW_WORK", runId: null, leaseEpoch: null };
    for (const command of fresh) if (command.kind !== "NEW_WORK") yield command;
  }
}

builder.subscriptionField("runnerCommands", (t) =>
  t.field({
    type: RunnerCommandRef,
    description: "For runners: what to do without waiting for the next poll. First what is true now, then what changes.",
    subscribe: async (_root, _args, ctx) => {
      const runner = requireRunner(ctx.caller);
      const teams = await teamsToWatch(ctx, runner);
      // Its own row tells of a drain.
      const watched: Watched[] = [...teams.map((of) => ({ kinds: ["run"], of }) as const), { kinds: ["runner"], of: runner.id }];
      return follow(ctx, runner.teamId, (signal) => paced(commandsOf(ctx, runner, watched, signal), signal));
    },
    resolve: (command) => command,
  }),
);
