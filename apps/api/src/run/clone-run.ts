/** @file cloneRun: queues a run like another one, with changes. */
import { parseConfig } from "@capstan/training-config/config";
import { differences, resolveLayers } from "../config/resolve-saved.ts";
import { TrainingConfigInput } from "../config/training-config.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { insertRun, onceByKey } from "./insert-run.ts";
import { loadRunToChange } from "./load-run.ts";
import { requireFittingStart } from "./require-fitting-start.ts";
import { retentionOf } from "./retention.ts";
import { RunRef } from "./run-ref.ts";

const CloneRunInput = builder.inputType("CloneRunInput", {
  description: "A run to make again.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`run_...`: the run to take after." }),
    name: t.string({ description: "Left out: like “demo on Shapes #12”." }),
    overrides: t.field({
      type: TrainingConfigInput,
      description: "What to do differently. With a preset: starts from that preset instead.",
    }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same run." }),
  }),
});

defineMutation({
  name: "cloneRun",
  description: "Queues a run with the configuration, dataset version, pool and starting weights of another one, and with your changes.",
  input: CloneRunInput,
  run: async (ctx, { id, name, overrides, idempotencyKey }) => {
    const source = await loadRunToChange(ctx, id);
    const { teamId } = source;
    const newName = name === null || name === undefined ? null : checkName(name, ["name"]);
    const before = parseConfig(source.config);
    const config = resolveLayers({ preset: before.preset, overrides: differences(before) }, [{ field: "overrides", values: overrides }]);
    const run = await onceByKey(ctx, teamId, idempotencyKey, () =>
      ctx.db(async (tx) => {
        const version = await tx.datasetVersion.findUniqueOrThrow({
          where: { teamId_id: { teamId, id: source.datasetVersionId } },
          select: { dataset: { select: { name: true } } },
        });
        await requireFittingStart(tx, teamId, config, source.initialCheckpointId, ["overrides", "model"]);
        return insertRun(ctx, tx, {
          teamId,
          name: newName,
          title: config.preset,
          datasetName: version.dataset.name,
          datasetVersionId: source.datasetVersionId,
          configId: overrides ? null : source.configId,
          config,
          initialCheckpointId: source.initialCheckpointId,
          poolId: source.poolId,
          priority: source.priority,
          tags: source.tags,
          notes: "",
          retention: retentionOf(source),
          idempotencyKey: idempotencyKey ?? null,
          action: "cloneRun",
        });
      }),
    );
    return { run };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "What was queued.", resolve: (outcome) => outcome.result?.run }),
  }),
});
