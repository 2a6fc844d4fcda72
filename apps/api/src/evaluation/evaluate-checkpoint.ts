/** @file evaluateCheckpoint: scores a checkpoint's captions of a split, in the background. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import { decodingOf, DecodingInput } from "../caption/decoding-input.ts";
import { loadCommitted } from "../checkpoint/checkpoint.ts";
import { SplitEnum } from "../dataset/picture.ts";
import { chooseDatasetVersion } from "../run/choose-dataset-version.ts";
import { builder } from "../schema/builder.ts";
import { createOnce, type Once } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { EvaluationRef, type EvaluationRow } from "./evaluation-ref.ts";

const EvaluateCheckpointInput = builder.inputType("EvaluateCheckpointInput", {
  description: "A checkpoint, and the pictures to caption.",
  fields: (t) => ({
    checkpointId: t.id({ required: true, description: "`ckpt_...`" }),
    datasetId: t.id({ description: "Its newest version that is READY. Either this or datasetVersionId." }),
    datasetVersionId: t.id({ description: "Exactly this version." }),
    split: t.field({ type: SplitEnum, defaultValue: "TEST", description: "Which pictures." }),
    decoding: t.field({
      type: DecodingInput,
      description: "How captions are searched for; greedily when left out. Only the best candidate counts.",
    }),
    limit: t.int({ description: "The first so many pictures of the split; all when left out." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same evaluation." }),
  }),
});

const COUNTS = { TRAIN: "trainCount", VAL: "valCount", TEST: "testCount" } as const;

defineMutation({
  name: "evaluateCheckpoint",
  description:
    "Captions a split with a checkpoint and scores the captions, in the background. Answers at once; ask `evaluation` how far it is.",
  input: EvaluateCheckpointInput,
  run: async (ctx, input) => {
    const checkpoint = await loadCommitted(ctx, input.checkpointId);
    const { teamId } = checkpoint;
    requireIn(ctx.caller, teamId, WRITE);
    const once: Once<EvaluationRow> = {
      teamId,
      idempotencyKey: input.idempotencyKey,
      table: "evaluations",
      find: (tx, where) => tx.evaluation.findUnique({ where }),
    };
    const { row, isNew } = await createOnce(ctx, once, async () => {
      const decoding = { ...decodingOf(input.decoding), candidates: 1, attention: false };
      const split = input.split ?? "TEST";
      const limit = input.limit ?? null;
      if (limit !== null && limit < 1)
        throw new AppError("INVALID_INPUT", `limit is at least 1, not ${limit}. Leave it out to caption the whole split.`, {
          path: ["limit"],
        });
      const id = newId("evaluation");
      return ctx.db(async (tx) => {
        const version = await chooseDatasetVersion(tx, teamId, input.datasetId, input.datasetVersionId);
        const pictures = Number(version[COUNTS[split]]);
        const told = `“${version.dataset.name}”, version ${version.number}`;
        if (pictures === 0)
          throw new AppError("DATASET_INVALID", `${told}, has no pictures in its ${split.toLowerCase()} split. Choose another split.`, {
            path: ["split"],
          });
        const total = Math.min(pictures, limit ?? pictures);
        const made = { checkpointId: checkpoint.id, versionId: version.id, split, decoding, total, limit };
        const created = await tx.evaluation.create({
          data: { id, teamId, ...made, idempotencyKey: input.idempotencyKey ?? null, createdById: actorIdOf(ctx.caller) },
        });
        const summary = `Began to evaluate ${checkpoint.id} on the ${split.toLowerCase()} split of ${told}.`;
        await recordAudit(ctx, tx, { teamId, action: "evaluateCheckpoint", objectId: id, summary });
        return created;
      });
    });
    if (isNew) ctx.evaluations.start(row.id);
    return { evaluation: row };
  },
  payload: (t) => ({
    evaluation: t.field({
      type: EvaluationRef,
      nullable: true,
      description: "The evaluation, QUEUED.",
      resolve: (outcome) => outcome.result?.evaluation,
    }),
  }),
});
