/** @file Runner: a daemon that trains. */
import { builder } from "../schema/builder.ts";
import { loadPool, loadRunner, present } from "../schema/load-rows.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { PoolRef } from "../pool/pool-ref.ts";
import { RunRef } from "../run/run-ref.ts";
import { TeamRef } from "../team/team-ref.ts";
import { ViewerRef } from "../user/viewer.ts";
import { isOnline } from "./online.ts";
import { parseEngine, RunEngineRef } from "./run-engine.ts";
import { parseLoops, RunnerLoopRef } from "./runner-loop.ts";
import { RunnerRef } from "./runner-ref.ts";

RunnerRef.implement({
  description: "A daemon that claims runs of one pool and trains them.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "For people." }),
    pool: t.field({
      type: PoolRef,
      description: "Whose queue it serves.",
      resolve: (runner, _args, ctx) => present(loadPool(ctx, runner.poolId)),
    }),
    createdAt: t.field({ type: "DateTime", description: "When its token was made.", resolve: (runner) => runner.createdAt }),
    lastSeenAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When it called last, within a few seconds; null: never yet.",
      resolve: (runner) => runner.lastSeenAt,
    }),
    online: t.boolean({ description: "It called within the last 45 seconds.", resolve: isOnline }),
    version: t.exposeString("version", { nullable: true, description: "Of its program." }),
    engine: t.field({
      type: RunEngineRef,
      nullable: true,
      description: "What computes there.",
      resolve: (runner) => parseEngine(runner.engine),
    }),
    host: t.exposeString("host", { nullable: true, description: "The machine's name, as the runner says." }),
    currentRun: t.field({
      type: RunRef,
      nullable: true,
      description: "The run that it holds now.",
      resolve: (runner, _args, ctx) =>
        ctx.db((tx) =>
          tx.run.findFirst({
            where: { teamId: runner.teamId, runnerId: runner.id, status: { in: ["CLAIMED", "RUNNING"] } },
            orderBy: { leaseUntil: "desc" },
          }),
        ),
    }),
    drainRequestedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "Since when somebody drains it: it gives back its run and claims nothing until undrainRunner. Null: it works.",
      resolve: (runner) => runner.drainRequestedAt,
    }),
    cannotTrain: t.exposeString("cannotTrain", {
      nullable: true,
      description: "Why nothing can be trained there, as it last said, and what to do: it gets no run until that is mended. Null: it can.",
    }),
    loops: t.field({
      type: [RunnerLoopRef],
      description: "What each of its loops does, as it last said; renewed every ten seconds.",
      resolve: (runner) => parseLoops(runner.loops),
    }),
    revokedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "Since when its token is refused.",
      resolve: (runner) => runner.revokedAt,
    }),
  }),
});
registerNode("runner", "Runner", (tx, id) => tx.runner.findUnique({ where: { id } }));

builder.objectFields(TeamRef, (t) => ({
  runners: t.field({
    type: [RunnerRef],
    description: "Runners that are not revoked, by name.",
    resolve: (team, _args, ctx) =>
      ctx.db((tx) => tx.runner.findMany({ where: { teamId: team.id, revokedAt: null }, orderBy: [{ name: "asc" }, { id: "asc" }] })),
  }),
}));

builder.objectField(ViewerRef, "runner", (t) =>
  t.field({
    type: RunnerRef,
    nullable: true,
    description: "The runner whose token this is; null for people and API keys.",
    resolve: (caller, _args, ctx) => (caller.kind === "runner" ? loadRunner(ctx, caller.id) : null),
  }),
);
