/** @file retryRun: goes on where a finished run ended, as a new run. */
import { AppError } from "@capstan/run/error-code";
import { isTerminal } from "@capstan/run/status";
import { parseConfig } from "@capstan/training-config/config";
import { defineMutation } from "../schema/define-mutation.ts";
import { insertRun } from "./insert-run.ts";
import { loadRunToChange, RunIdInput } from "./load-run.ts";
import { retentionOf } from "./retention.ts";
import { RunRef } from "./run-ref.ts";

defineMutation({
  name: "retryRun",
  description:
    "Queues a new run like one that ended, which starts from the weights of its last checkpoint; or, when it has none, from where it started itself.",
  input: RunIdInput,
  run: async (ctx, { id }) => {
    const source = await loadRunToChange(ctx, id);
    const { teamId } = source;
    if (!isTerminal(source.status))
      throw new AppError("INVALID_INPUT", `This run is ${source.status}: it has not ended. Resume or cancel it, or clone it.`, {
        path: ["id"],
      });
    const run = await ctx.db(async (tx) => {
      const last = await tx.checkpoint.findFirst({
        where: { teamId, runId: id, status: "COMMITTED", damagedAt: null },
        orderBy: [{ step: "desc" }, { committedAt: "desc" }],
        select: { id: true },
      });
      return insertRun(ctx, tx, {
        teamId,
        name: `${source.name.replace(/ \(again\)$/, "").slice(0, 92)} (again)`,
        title: "",
        datasetName: "",
        datasetVersionId: source.datasetVersionId,
        configId: source.configId,
        config: parseConfig(source.config),
        initialCheckpointId: last?.id ?? source.initialCheckpointId,
        poolId: source.poolId,
        priority: source.priority,
        tags: source.tags,
        notes: source.notes,
        retention: retentionOf(source),
        idempotencyKey: null,
        action: "retryRun",
      });
    });
    return { run };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "What was queued.", resolve: (outcome) => outcome.result?.run }),
  }),
});
