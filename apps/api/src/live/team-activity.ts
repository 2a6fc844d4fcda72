/** @file teamActivity: what goes on in a team, for lists that stay fresh. */
import type { Tx } from "@capstan/prisma/database";
import { READ, teamFor } from "../access.ts";
import { CheckpointRef, type CheckpointRow } from "../checkpoint/checkpoint-ref.ts";
import type { Context } from "../context.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "../dataset/dataset-version-ref.ts";
import { RunRef, type RunRow } from "../run/run-ref.ts";
import { RunnerRef, type RunnerRow } from "../runner/runner-ref.ts";
import { builder } from "../schema/builder.ts";
import type { Change, ChangeKind } from "./change-feed.ts";
import { follow } from "./follow.ts";

interface TeamEvent {
  readonly at: Date;
  readonly kind: ChangeKind;
  readonly run?: RunRow;
  readonly datasetVersion?: DatasetVersionRow;
  readonly checkpoint?: CheckpointRow;
  readonly runner?: RunnerRow;
}

const KINDS = ["run", "datasetVersion", "checkpoint", "runner"] as const;
const CURRENT_MAX = 100;

const TeamEventRef = builder.objectRef<TeamEvent>("TeamEvent").implement({
  description: "Something of the team as it is now; one of run, datasetVersion, checkpoint and runner is there.",
  fields: (t) => ({
    at: t.field({ type: "DateTime", description: "When this was read.", resolve: (event) => event.at }),
    kind: t.exposeString("kind", { description: "run, datasetVersion, checkpoint or runner." }),
    run: t.field({ type: RunRef, nullable: true, description: "With the kind run.", resolve: (event) => event.run }),
    datasetVersion: t.field({ type: DatasetVersionRef, nullable: true, description: "With the kind datasetVersion.", resolve: (event) => event.datasetVersion }),
    checkpoint: t.field({ type: CheckpointRef, nullable: true, description: "With the kind checkpoint.", resolve: (event) => event.checkpoint }),
    runner: t.field({ type: RunnerRef, nullable: true, description: "With the kind runner.", resolve: (event) => event.runner }),
  }),
});

/** What goes on now: waiting, live and paused runs, imports, runners. */
async function current(ctx: Context, teamId: string): Promise<TeamEvent[]> {
  const at = new Date();
  const [runs, versions, runners] = await ctx.db(async (tx) => [
    await tx.run.findMany({ where: { teamId, deletedAt: null, status: { in: ["QUEUED", "CLAIMED", "RUNNING", "PAUSED"] } }, orderBy: { createdAt: "desc" }, take: CURRENT_MAX }),
    await tx.datasetVersion.findMany({ where: { teamId, status: "IMPORTING" }, orderBy: { createdAt: "desc" }, take: CURRENT_MAX }),
    await tx.runner.findMany({ where: { teamId, revokedAt: null }, orderBy: { id: "asc" }, take: CURRENT_MAX }),
  ]);
  return [
    ...runs.map((run): TeamEvent => ({ at, kind: "run", run })),
    ...versions.map((datasetVersion): TeamEvent => ({ at, kind: "datasetVersion", datasetVersion })),
    ...runners.map((runner): TeamEvent => ({ at, kind: "runner", runner })),
  ];
}

/** The row that changed; null when it is gone, or not to be seen yet. */
async function readChanged(tx: Tx, teamId: string, kind: ChangeKind, id: string): Promise<TeamEvent | null> {
  const at = new Date();
  const key = { teamId_id: { teamId, id } };
  switch (kind) {
    case "run": {
      const run = await tx.run.findUnique({ where: { ...key, deletedAt: null } });
      return run && { at, kind, run };
    }
    case "datasetVersion": {
      const datasetVersion = await tx.datasetVersion.findUnique({ where: key });
      return datasetVersion && { at, kind, datasetVersion };
    }
    case "checkpoint": {
      const checkpoint = await tx.checkpoint.findUnique({ where: { ...key, status: "COMMITTED" } });
      return checkpoint && { at, kind, checkpoint };
    }
    case "runner": {
      const runner = await tx.runner.findUnique({ where: key });
      return runner && { at, kind, runner };
    }
    case "access":
      return null;
  }
}

builder.subscriptionField("teamActivity", (t) =>
  t.field({
    type: TeamEventRef,
    description: "What goes on in a team: first what is current (runs that have not ended, imports, runners), then every change, at most ten a second.",
    args: { teamId: t.arg.id({ description: "Left out: the API key's team, or your only one." }) },
    subscribe: (_root, args, ctx) => {
      const teamId = teamFor(ctx.caller, args.teamId, READ);
      let isStarted = false;
      const seen = new Map<string, bigint>();
      return follow(ctx, { teamId, kinds: KINDS, of: teamId }, async function* (change: Change | null) {
        if (isStarted && change === null) return;
        isStarted = true;
        const changed = change?.id ? await ctx.db((tx) => readChanged(tx, teamId, change.kind, change.id!)) : null;
        for (const event of change?.id ? (changed ? [changed] : []) : await current(ctx, teamId)) {
          // A renewed lease is no news.
          if (event.run && seen.get(event.run.id) === event.run.eventSeq && change !== null) continue;
          if (event.run) seen.set(event.run.id, event.run.eventSeq);
          yield event;
        }
      });
    },
    resolve: (event) => event,
  }),
);
