/** @file The run that a mutation is about, when the caller may do it. */
import { requireIn, WRITE } from "../access.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { loadNode } from "../schema/node.ts";
import type { RunRow } from "./run-ref.ts";

export const RunIdInput = builder.inputType("RunIdInput", {
  description: "A run.",
  fields: (t) => ({ id: t.id({ required: true, description: "`run_...`" }) }),
});

/** @throws NOT_FOUND, the same for missing and foreign; FORBIDDEN */
export async function loadRunToChange(ctx: Context, id: string): Promise<RunRow> {
  const run = await loadNode(ctx, "run", (tx) => tx.run.findUnique({ where: { id, deletedAt: null } }), id);
  requireIn(ctx.caller, run.teamId, WRITE);
  return run;
}
