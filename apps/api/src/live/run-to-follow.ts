/** @file The run that a subscription is about. */
import { READ, requireIn } from "../access.ts";
import type { Context } from "../context.ts";
import type { RunRow } from "../run/run-ref.ts";
import { loadNode } from "../schema/node.ts";

/** @throws NOT_FOUND, the same for missing and foreign; FORBIDDEN */
export async function runToFollow(ctx: Context, id: string): Promise<RunRow> {
  const run = await loadNode(ctx, "run", (tx) => tx.run.findUnique({ where: { id, deletedAt: null } }), id);
  requireIn(ctx.caller, run.teamId, READ);
  return run;
}
