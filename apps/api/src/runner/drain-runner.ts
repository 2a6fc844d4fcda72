/** @file drainRunner and undrainRunner: a runner gives back what it has and claims nothing, and works again. */
import { ADMIN, requireIn } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { Context } from "../context.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { RunnerIdInput } from "./revoke-runner.ts";
import { RunnerRef, type RunnerRow } from "./runner-ref.ts";

async function setDrain(ctx: Context, id: string, action: "drainRunner" | "undrainRunner"): Promise<RunnerRow> {
  const { teamId } = await loadNode(ctx, "runner", (tx) => tx.runner.findUnique({ where: { id } }), id);
  requireIn(ctx.caller, teamId, ADMIN);
  const isDrain = action === "drainRunner";
  return ctx.db(async (tx) => {
    // Doing it again changes nothing, not even since when.
    await tx.runner.updateMany({
      where: { teamId, id, drainRequestedAt: isDrain ? null : { not: null } },
      data: { drainRequestedAt: isDrain ? new Date() : null },
    });
    const runner = await tx.runner.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
    const summary = isDrain ? `drains the runner ${runner.name}` : `lets the runner ${runner.name} work again`;
    await recordAudit(ctx, tx, { teamId, action, objectId: id, summary });
    return runner;
  });
}

defineMutation({
  name: "drainRunner",
  description:
    "Has a runner end the step, write and send its checkpoint and give its run back, and claim nothing until undrainRunner. Its program stays up. Doing it again changes nothing.",
  input: RunnerIdInput,
  run: async (ctx, { id }) => ({ runner: await setDrain(ctx, id, "drainRunner") }),
  payload: (t) => ({
    runner: t.field({ type: RunnerRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.runner }),
  }),
});
defineMutation({
  name: "undrainRunner",
  description: "Lets a drained runner claim again. Doing it again changes nothing.",
  input: RunnerIdInput,
  run: async (ctx, { id }) => ({ runner: await setDrain(ctx, id, "undrainRunner") }),
  payload: (t) => ({
    runner: t.field({ type: RunnerRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.runner }),
  }),
});
