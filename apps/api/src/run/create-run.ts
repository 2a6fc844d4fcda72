/** @file createRun: queues a training. */
import type { Tx } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";
import { kindOf } from "@capstan/run/id";
import { teamFor, WRITE } from "../access.ts";
import type { ConfigRow } from "../config/config-ref.ts";
import { overridesOf, resolveLayers } from "../config/resolve-saved.ts";
import { TrainingConfigInput } from "../config/training-config.ts";
import { notFound } from "../errors.ts";
import { findPool } from "../pool/find-pool.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkNotes, checkPriority, checkTags } from "./check-run-words.ts";
import { chooseDatasetVersion } from "./choose-dataset-version.ts";
import { insertRun, onceByKey } from "./insert-run.ts";
import { requireFittingStart } from "./require-fitting-start.ts";
import { checkRetention, RetentionInput } from "./retention.ts";
import { RunRef } from "./run-ref.ts";

const CreateRunInput = builder.inputType("CreateRunInput", {
  description: "A training to queue.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same run." }),
    name: t.string({ description: "1 to 100 characters. Left out: like “demo on Shapes #12”." }),
    datasetId: t.id({ description: "Trains on its newest version that is READY. Either this or datasetVersionId." }),
    datasetVersionId: t.id({ description: "Trains on exactly this version." }),
    configId: t.id({ description: "A saved configuration. Left out: `config`." }),
    config: t.field({ type: TrainingConfigInput, description: "A preset and what differs from it. Not together with configId." }),
    overrides: t.field({ type: TrainingConfigInput, description: "Laid over configId or config, for this run alone." }),
    initialCheckpointId: t.id({ description: "Starts from this checkpoint's weights." }),
    poolId: t.id({ description: "Whose runners train it. Left out: the team's default pool." }),
    priority: t.int({ defaultValue: 0, description: "-1000 to 1000; higher ones are claimed first." }),
    tags: t.stringList({ description: "At most 20 words to find it by." }),
    notes: t.string({ description: "Free text of at most 10,000 characters." }),
    retention: t.field({
      type: RetentionInput,
      description:
        "Which of its checkpoints stay; updateRunRetention changes it later. Left out: the two newest, the best and the periodic ones.",
    }),
  }),
});

async function findSaved(tx: Tx, teamId: string, id: string | null | undefined): Promise<ConfigRow | null> {
  if (!id) return null;
  const saved = kindOf(id) === "config" ? await tx.config.findUnique({ where: { teamId_id: { teamId, id }, deletedAt: null } }) : null;
  if (!saved) throw notFound();
  return saved;
}

async function checkInitialCheckpoint(tx: Tx, teamId: string, id: string | null | undefined): Promise<string | null> {
  if (!id) return null;
  const checkpoint =
    kindOf(id) === "checkpoint"
      ? await tx.checkpoint.findUnique({ where: { teamId_id: { teamId, id } }, select: { status: true, damagedAt: true } })
      : null;
  if (!checkpoint || checkpoint.status === "DELETED") throw notFound();
  if (checkpoint.damagedAt)
    throw new AppError("CHECKPOINT_DAMAGED", "The stored bytes of this checkpoint are damaged. Start from another one of its run.", {
      path: ["initialCheckpointId"],
    });
  if (checkpoint.status === "UPLOADING")
    throw new AppError("CHECKPOINT_NOT_READY", "This checkpoint is still being uploaded by its runner. Try again in a moment.", {
      path: ["initialCheckpointId"],
    });
  return id;
}

defineMutation({
  name: "createRun",
  description: "Queues a run. The same `idempotencyKey` answers the run that it made before.",
  input: CreateRunInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, WRITE);
    if (input.configId && input.config)
      throw new AppError("INVALID_INPUT", "Give either configId or config; `overrides` go on top of both.", { path: ["config"] });
    const name = input.name === null || input.name === undefined ? null : checkName(input.name, ["name"]);
    const words = { priority: checkPriority(input.priority ?? 0), tags: checkTags(input.tags ?? []), notes: checkNotes(input.notes ?? "") };
    const retention = checkRetention(input.retention, ["retention"]);
    const run = await onceByKey(ctx, teamId, input.idempotencyKey, () =>
      ctx.db(async (tx) => {
        const saved = await findSaved(tx, teamId, input.configId);
        const base = saved && { preset: saved.preset, overrides: overridesOf(saved) };
        const config = resolveLayers(base, [
          { field: "config", values: input.config },
          { field: "overrides", values: input.overrides },
        ]);
        const version = await chooseDatasetVersion(tx, teamId, input.datasetId, input.datasetVersionId);
        const pool = await findPool(tx, teamId, input.poolId);
        const initialCheckpointId = await checkInitialCheckpoint(tx, teamId, input.initialCheckpointId);
        await requireFittingStart(tx, teamId, config, initialCheckpointId, ["initialCheckpointId"]);
        return insertRun(ctx, tx, {
          teamId,
          name,
          title: saved?.name ?? config.preset,
          datasetName: version.dataset.name,
          datasetVersionId: version.id,
          configId: saved?.id ?? null,
          config,
          initialCheckpointId,
          poolId: pool.id,
          ...words,
          retention,
          idempotencyKey: input.idempotencyKey ?? null,
          action: "createRun",
        });
      }),
    );
    return { run };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "What was queued.", resolve: (outcome) => outcome.result?.run }),
  }),
});
