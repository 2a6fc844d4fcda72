/** @file cancelEvaluation: drops an evaluation. */
import { cancelEvaluation } from "@capstan/prisma/queries/cancel-evaluation";
import { AppError } from "@capstan/run/error-code";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { EvaluationRef } from "./evaluation-ref.ts";
import { loadEvaluation } from "./evaluation.ts";

const EvaluationIdInput = builder.inputType("EvaluationIdInput", {
  description: "Which evaluation.",
  fields: (t) => ({ id: t.id({ required: true, description: "`eval_...`" }) }),
});

defineMutation({
  name: "cancelEvaluation",
  description: "Drops an evaluation that waits or goes on; what it had captioned is removed. Safe to repeat.",
  input: EvaluationIdInput,
  run: async (ctx, { id }) => {
    const { teamId } = await loadEvaluation(ctx, id);
    requireIn(ctx.caller, teamId, WRITE);
    const evaluation = await ctx.db(async (tx) => {
      const isDropped = await cancelEvaluation(tx, teamId, id);
      const now = await tx.evaluation.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
      if (now.status !== "CANCELLED")
        throw new AppError("INVALID_INPUT", `The evaluation is over: it has ${now.status}. There is nothing to cancel.`, { path: ["id"] });
      if (isDropped)
        await recordAudit(ctx, tx, {
          teamId,
          action: "cancelEvaluation",
          objectId: id,
          summary: `Cancelled the evaluation of ${now.checkpointId}.`,
        });
      return now;
    });
    ctx.evaluations.drop(id);
    return { evaluation };
  },
  payload: (t) => ({
    evaluation: t.field({
      type: EvaluationRef,
      nullable: true,
      description: "As it is now: CANCELLED.",
      resolve: (outcome) => outcome.result?.evaluation,
    }),
  }),
});
