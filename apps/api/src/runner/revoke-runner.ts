/** @file revokeRunner: its token is refused from now on, and its run goes back to the queue. */
import { ADMIN, requireIn } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { endLease } from "../run/end-lease.ts";
import { RunnerRef } from "./runner-ref.ts";

export const RunnerIdInput = builder.inputType("RunnerIdInput", {
  description: "A runner.",
  fields: (t) => ({ id: t.id({ required: true, description: "`rnr_...`" }) }),
});

defineMutation({
  name: "revokeRunner",
  description: "Refuses a runner's token from now on. A run that it holds goes back to the queue. Doing it again changes nothing.",
  input: RunnerIdInput,
  run: async (ctx, { id }) => {
    const { teamId } = await loadNode(ctx, "runner", (tx) => tx.runner.findUnique({ where: { id } }), id);
    requireIn(ctx.caller, teamId, ADMIN);
    const runner = await ctx.db(async (tx) => {
      await tx.runner.updateMany({ where: { teamId, id, revokedAt: null }, data: { revokedAt: new Date() } });
      const held = await tx.run.findMany({
        where: { teamId, runnerId: id, status: { in: ["CLAIMED", "RUNNING"] } },
        select: { id: true, leaseEpoch: true },
      });
      for (const run of held)
        await endLease(tx, {
          teamId,
          runId: run.id,
          leaseEpoch: run.leaseEpoch,
          actor: ctx.caller.kind === "anonymous" ? id : ctx.caller.id,
          why: { kind: "REVOKED" },
        });
      const after = await tx.runner.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
      await recordAudit(ctx, tx, { teamId, action: "revokeRunner", objectId: id, summary: `revoked the runner ${after.name}` });
      return after;
    });
    return { runner };
  },
  payload: (t) => ({
    runner: t.field({ type: RunnerRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.runner }),
  }),
});
