/** @file Run.retention: which of a run's checkpoints stay, and what another policy would let go. */
import { findUnkept, type Retention, type UnkeptCheckpoint } from "@capstan/prisma/queries/unkept-checkpoints";
import { AppError } from "@capstan/run/error-code";
import { CheckpointRef, type CheckpointRow } from "../checkpoint/checkpoint-ref.ts";
import { builder } from "../schema/builder.ts";
import { RunRef, type RunRow } from "./run-ref.ts";

export const RETENTION_DEFAULT: Retention = { keepLatest: 2, keepBest: true, keepPeriodic: true, keepEverySteps: null };
const LATEST_MAX = 1_000;
const STEPS_MAX = 2 ** 31 - 1;

export const retentionOf = ({ keepLatest, keepBest, keepPeriodic, keepEverySteps }: RunRow): Retention => ({
  keepLatest,
  keepBest,
  keepPeriodic,
  keepEverySteps,
});

export const RetentionInput = builder.inputType("RetentionInput", {
  description: "Which checkpoints of a run stay. Pinned and aliased ones, the final one, and the one to go on from stay in any case.",
  fields: (t) => ({
    latest: t.int({ defaultValue: RETENTION_DEFAULT.keepLatest, description: "The newest so many: 1 to 1,000." }),
    best: t.boolean({ defaultValue: RETENTION_DEFAULT.keepBest, description: "The best one." }),
    periodic: t.boolean({ defaultValue: RETENTION_DEFAULT.keepPeriodic, description: "Those that checkpoint.everyEpochs asked for." }),
    everySteps: t.int({ description: "Of every so many steps the first checkpoint. Left out: none for that reason." }),
  }),
});

interface RetentionWish {
  readonly latest?: number | null;
  readonly best?: boolean | null;
  readonly periodic?: boolean | null;
  readonly everySteps?: number | null;
}

/** What is left out has its default. @throws {AppError} INVALID_INPUT */
export function checkRetention(wish: RetentionWish | null | undefined, path: readonly string[]): Retention {
  const retention: Retention = {
    keepLatest: wish?.latest ?? RETENTION_DEFAULT.keepLatest,
    keepBest: wish?.best ?? RETENTION_DEFAULT.keepBest,
    keepPeriodic: wish?.periodic ?? RETENTION_DEFAULT.keepPeriodic,
    keepEverySteps: wish?.everySteps ?? null,
  };
  const { keepLatest, keepEverySteps } = retention;
  if (keepLatest < 1 || keepLatest > LATEST_MAX)
    throw new AppError("INVALID_INPUT", `Keep 1 to ${LATEST_MAX} of the newest checkpoints: a run goes on from them.`, {
      path: [...path, "latest"],
    });
  if (keepEverySteps !== null && (keepEverySteps < 1 || keepEverySteps > STEPS_MAX))
    throw new AppError("INVALID_INPUT", "Steps are counted from 1: keep one checkpoint of every so many, or leave it out.", {
      path: [...path, "everySteps"],
    });
  return retention;
}

const RetentionRef = builder.objectRef<Retention>("Retention").implement({
  description: "Which checkpoints of a run stay. Pinned and aliased ones, the final one, and the one to go on from stay in any case.",
  fields: (t) => ({
    latest: t.int({ description: "The newest so many.", resolve: (retention) => retention.keepLatest }),
    best: t.boolean({ description: "The best one.", resolve: (retention) => retention.keepBest }),
    periodic: t.boolean({ description: "Those that checkpoint.everyEpochs asked for.", resolve: (retention) => retention.keepPeriodic }),
    everySteps: t.int({
      nullable: true,
      description: "Of every so many steps the first checkpoint; null: none for that reason.",
      resolve: (retention) => retention.keepEverySteps,
    }),
  }),
});

interface Preview {
  readonly checkpoints: readonly CheckpointRow[];
  readonly freesBytes: number;
}
export const bytesOf = (unkept: readonly UnkeptCheckpoint[]): number => unkept.reduce((sum, { sizeBytes }) => sum + Number(sizeBytes), 0);

const RetentionPreviewRef = builder.objectRef<Preview>("RetentionPreview").implement({
  description: "What a retention would let go now.",
  fields: (t) => ({
    checkpoints: t.field({
      type: [CheckpointRef],
      description: "Those that would be deleted, the newest first.",
      resolve: (preview) => [...preview.checkpoints],
    }),
    freesBytes: t.field({
      type: "SafeInt",
      description: "What that frees, in bytes, 24 hours after it is done.",
      resolve: (preview) => preview.freesBytes,
    }),
  }),
});

builder.objectFields(RunRef, (t) => ({
  retention: t.field({ type: RetentionRef, description: "Which of its checkpoints stay.", resolve: retentionOf }),
  retentionPreview: t.field({
    type: RetentionPreviewRef,
    description: "What updateRunRetention with this retention would delete now. Nothing is changed.",
    args: { retention: t.arg({ type: RetentionInput, required: true, description: "To try." }) },
    resolve: (run, { retention }, ctx) => {
      const wanted = checkRetention(retention, ["retention"]);
      return ctx.db(async (tx) => {
        const unkept = await findUnkept(tx, run.teamId, run.id, wanted);
        const rows = await tx.checkpoint.findMany({
          where: { teamId: run.teamId, id: { in: unkept.map(({ id }) => id) } },
          orderBy: [{ step: "desc" }, { id: "desc" }],
        });
        return { checkpoints: rows, freesBytes: bytesOf(unkept) };
      });
    },
  }),
}));
