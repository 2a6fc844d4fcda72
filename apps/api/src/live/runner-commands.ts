/** @file runnerCommands: wakes a runner, so that nothing waits for its next poll. */
import type { Tx } from "@capstan/prisma/database";
import { requireRunner } from "../access.ts";
import type { RunnerCaller } from "../caller.ts";
import { builder } from "../schema/builder.ts";
import { follow } from "./follow.ts";

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
    DRAIN: { description: "Claim nothing more; finish or release what it has." },
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

/** What the runner should know now, by a key that tells one fact from another. */
async function readCommands(tx: Tx, { id, teamId, poolId }: RunnerCaller): Promise<Map<string, RunnerCommand>> {
  const held = await tx.run.findMany({
    where: { teamId, runnerId: id, status: { in: ["CLAIMED", "RUNNING"] }, requested: { not: null } },
    select: { id: true, leaseEpoch: true, requested: true },
  });
  const queued = await tx.$queryRaw<{ id: string; leaseEpoch: number }[]>`
    SELECT id, lease_epoch AS "leaseEpoch" FROM runs
    WHERE team_id = ${teamId} AND pool_id = ${poolId} AND status = 'QUEUED' AND not_before <= now()
    ORDER BY priority DESC, created_at, id LIMIT ${QUEUED_LOOKED_AT}`;
  const commands = new Map<string, RunnerCommand>();
  for (const run of held) commands.set(`${run.requested} ${run.id} ${run.leaseEpoch}`, { kind: run.requested!, runId: run.id, leaseEpoch: run.leaseEpoch });
  for (const run of queued) commands.set(`NEW_WORK ${run.id} ${run.leaseEpoch}`, { kind: "NEW_WORK", runId: null, leaseEpoch: null });
  return commands;
}

builder.subscriptionField("runnerCommands", (t) =>
  t.field({
    type: RunnerCommandRef,
    description: "For runners: what to do without waiting for the next poll. First what is true now, then what changes.",
    subscribe: (_root, _args, ctx) => {
      const runner = requireRunner(ctx.caller);
      let told = new Map<string, RunnerCommand>();
      return follow(ctx, { teamId: runner.teamId, kinds: ["run"], of: runner.teamId }, async function* () {
        const commands = await ctx.db((tx) => readCommands(tx, runner));
        const fresh = [...commands].filter(([key]) => !told.has(key)).map(([, command]) => command);
        told = commands;
        // One word is enough for any number of queued runs.
        if (fresh.some(({ kind }) => kind === "NEW_WORK")) yield { kind: "NEW_WORK", runId: null, leaseEpoch: null } as const;
        for (const command of fresh) if (command.kind !== "NEW_WORK") yield command;
      });
    },
    resolve: (command) => command,
  }),
);
