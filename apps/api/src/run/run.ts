/** @file Run: one training of one configuration. Curves, logs and checkpoints add their fields in their own folders. */
import { parseConfig } from "@capstan/training-config/config";
import { READ, requireIn } from "../access.ts";
import { CheckpointRef } from "../checkpoint/checkpoint-ref.ts";
import { TrainingConfigRef } from "../config/training-config.ts";
import { DatasetVersionRef } from "../dataset/dataset-version-ref.ts";
import { PoolRef } from "../pool/pool-ref.ts";
import { builder } from "../schema/builder.ts";
import { loadCheckpoint, loadDatasetVersion, loadPool, loadRunner, loadTeam, loadUser, present } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { parseEngine, RunEngineRef } from "../runner/run-engine.ts";
import { RunnerRef } from "../runner/runner-ref.ts";
import { TeamRef } from "../team/team-ref.ts";
import { UserRef } from "../user/user-ref.ts";
import { EndReasonEnum, RunRequestEnum, RunStatusEnum } from "./run-enums.ts";
import { AttemptRef, parseFailure, RunFailureRef, RunProgressRef } from "./run-parts.ts";
import { RunRef } from "./run-ref.ts";

RunRef.implement({
  description: "One training of one configuration on one version of a dataset.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    number: t.exposeInt("number", { description: "Counts up within the team: what people call the run." }),
    name: t.exposeString("name", { description: "For people; need not be unique." }),
    status: t.field({ type: RunStatusEnum, description: "Where it is in its life.", resolve: (run) => run.status }),
    requested: t.field({
      type: RunRequestEnum,
      nullable: true,
      description: "What somebody asked of it and its runner has not done yet.",
      resolve: (run) => run.requested,
    }),
    endReason: t.field({ type: EndReasonEnum, nullable: true, description: "Why it SUCCEEDED.", resolve: (run) => run.endReason }),
    createdAt: t.field({ type: "DateTime", description: "When it was queued first.", resolve: (run) => run.createdAt }),
    startedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When its first step was reported.",
      resolve: (run) => run.startedAt,
    }),
    finishedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When it became SUCCEEDED, FAILED or CANCELLED.",
      resolve: (run) => run.finishedAt,
    }),
    createdBy: t.field({
      type: UserRef,
      nullable: true,
      description: "Who queued it; null for an API key, or somebody who left.",
      resolve: (run, _args, ctx) => (run.createdById ? loadUser(ctx, run.createdById) : null),
    }),
    tags: t.exposeStringList("tags", { description: "Words to find it by." }),
    notes: t.exposeString("notes", { description: "Free text." }),
    team: t.field({ type: TeamRef, description: "Whose it is.", resolve: (run, _args, ctx) => present(loadTeam(ctx, run.teamId)) }),
    config: t.field({
      type: TrainingConfigRef,
      description: "Its configuration, frozen when it was made.",
      resolve: (run) => parseConfig(run.config),
    }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description: "What it trains on.",
      resolve: (run, _args, ctx) => present(loadDatasetVersion(ctx, run.datasetVersionId)),
    }),
    initialCheckpoint: t.field({
      type: CheckpointRef,
      nullable: true,
      description: "Whose weights it starts from; null: from scratch, or the backbone's pretrained weights.",
      resolve: (run, _args, ctx) => (run.initialCheckpointId ? loadCheckpoint(ctx, run.initialCheckpointId) : null),
    }),
    attempt: t.int({ description: "The number of the last claim; 0: never claimed.", resolve: (run) => run.leaseEpoch }),
    attempts: t.field({
      type: [AttemptRef],
      description: "Every claim, the first one first.",
      resolve: (run, _args, ctx) =>
        ctx.db((tx) => tx.attempt.findMany({ where: { teamId: run.teamId, runId: run.id }, orderBy: { number: "asc" } })),
    }),
    runner: t.field({
      type: RunnerRef,
      nullable: true,
      description: "Who has it, or had it last.",
      resolve: (run, _args, ctx) => (run.runnerId ? loadRunner(ctx, run.runnerId) : null),
    }),
    pool: t.field({
      type: PoolRef,
      description: "In whose queue it waits.",
      resolve: (run, _args, ctx) => present(loadPool(ctx, run.poolId)),
    }),
    priority: t.exposeInt("priority", { description: "Higher ones are claimed first." }),
    progress: t.field({ type: RunProgressRef, description: "How far it is.", resolve: (run) => run }),
    bestEpoch: t.exposeInt("bestEpoch", {
      nullable: true,
      description: "The best epoch so far, by the configuration's schedule.monitor; from 0.",
    }),
    bestValidationLoss: t.exposeFloat("bestValidationLoss", {
      nullable: true,
      description: "Validation loss of the best epoch, in nats per token.",
    }),
    failure: t.field({
      type: RunFailureRef,
      nullable: true,
      description: "Why it FAILED, or why its last attempt broke.",
      resolve: (run) => parseFailure(run.failure),
    }),
    engine: t.field({
      type: RunEngineRef,
      nullable: true,
      description: "What computed its last attempt.",
      resolve: (run) => parseEngine(run.engine),
    }),
    sequence: t.field({
      type: "SafeInt",
      description: "Counts its accepted reports and moves: the cursor of runMetrics and runLogs.",
      resolve: (run) => run.eventSeq,
    }),
  }),
});
registerNode("run", "Run", (tx, id) => tx.run.findUnique({ where: { id, deletedAt: null } }));

builder.queryField("run", (t) =>
  t.field({
    type: RunRef,
    description: "A run.",
    args: { id: t.arg.id({ required: true, description: "`run_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const run = await loadNode(ctx, "run", (tx) => tx.run.findUnique({ where: { id, deletedAt: null } }), id);
      requireIn(ctx.caller, run.teamId, READ);
      return run;
    },
  }),
);
