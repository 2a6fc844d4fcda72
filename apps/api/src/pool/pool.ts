/** @file Pool: a named group of runners. */
import { builder } from "../schema/builder.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { RunnerRef } from "../runner/runner-ref.ts";
import { TeamRef } from "../team/team-ref.ts";
import { onlineRunners } from "./online-runners.ts";
import { PoolRef } from "./pool-ref.ts";

PoolRef.implement({
  description: "A named group of runners. A run waits in the queue of one pool.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique in the team; the first one is called default." }),
    shared: t.boolean({
      description:
        "Its runners are the operator's, who shares them among teams: they are not listed, and each sees only the run that it has.",
      resolve: (pool) => pool.sharedPoolId !== null,
    }),
    onlineRunners: t.int({
      description:
        "How many of its runners are online and take runs: they are not drained, and can train. Those of a shared pool, which are not listed, count as well. 0: its runs wait.",
      resolve: (pool, _args, ctx) => onlineRunners(ctx, pool),
    }),
    runners: t.field({
      type: [RunnerRef],
      description: "Its runners that are not revoked, by name.",
      resolve: (pool, _args, ctx) =>
        ctx.db((tx) =>
          tx.runner.findMany({
            where: { teamId: pool.teamId, poolId: pool.id, revokedAt: null },
            orderBy: [{ name: "asc" }, { id: "asc" }],
          }),
        ),
    }),
  }),
});
registerNode("pool", "Pool", (tx, id) => tx.pool.findUnique({ where: { id } }));

builder.objectFields(TeamRef, (t) => ({
  pools: t.field({
    type: [PoolRef],
    description: "Groups of runners, by name.",
    resolve: (team, _args, ctx) => ctx.db((tx) => tx.pool.findMany({ where: { teamId: team.id }, orderBy: { name: "asc" } })),
  }),
}));
