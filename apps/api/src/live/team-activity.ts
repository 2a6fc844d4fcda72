/** @file teamActivity: what goes on in a team, for lists that stay fresh. */
import type { Tx } from "@capstan/prisma/database";
import { isTerminal } from "@capstan/run/status";
import { READ, teamFor } from "../access.ts";
import { CheckpointRef, type CheckpointRow } from "../checkpoint/checkpoint-ref.ts";
import type { Context, Services } from "../context.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "../dataset/dataset-version-ref.ts";
import { RunRef, type RunRow } from "../run/run-ref.ts";
import { RunnerRef, type RunnerRow } from "../runner/runner-ref.ts";
import { builder } from "../schema/builder.ts";
import type { ChangeKind } from "./change-feed.ts";
import { follow, paced } from "./follow.ts";
import { SharedStreams } from "./shared-streams.ts";
import { watchRows } from "./watch-rows.ts";

interface TeamEvent {
  readonly at: Date;
  readonly kind: ChangeKind;
  readonly run?: RunRow;
  readonly datasetVersion?: DatasetVersionRow;
  readonly checkpoint?: CheckpointRow;
  readonly runner?: RunnerRow;
  /** Not there: none. */
  readonly merged?: number;
}

type Database = Services["database"];

const KINDS = ["run", "datasetVersion", "checkpoint", "runner"] as const;
const CURRENT_MAX = 100;
/** A row as JSON, about. */
const EVENT_BYTES = 2_000;

const TeamEventRef = builder.objectRef<TeamEvent>("TeamEvent").implement({
  description: "Something of the team as it is now; one of run, datasetVersion, checkpoint and runner is there.",
  fields: (t) => ({
    at: t.field({ type: "DateTime", description: "When this was read.", resolve: (event) => event.at }),
    kind: t.exposeString("kind", { description: "run, datasetVersion, checkpoint or runner." }),
    run: t.field({ type: RunRef, nullable: true, description: "With the kind run.", resolve: (event) => event.run }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      nullable: true,
      description: "With the kind datasetVersion.",
      resolve: (event) => event.datasetVersion,
    }),
    checkpoint: t.field({
      type: CheckpointRef,
      nullable: true,
      description: "With the kind checkpoint.",
      resolve: (event) => event.checkpoint,
    }),
    runner: t.field({ type: RunnerRef, nullable: true, description: "With the kind runner.", resolve: (event) => event.runner }),
    merged: t.int({
      description:
        "At least how many changes since the event before are not told one by one, because they came faster than they were read; nearly always 0. Each row's newest state comes; when more than 256 changed, only what is current.",
      resolve: (event) => event.merged ?? 0,
    }),
  }),
});

/** What goes on now: waiting, live and paused runs, imports, runners. */
async function current(database: Database, teamId: string): Promise<TeamEvent[]> {
  const at = new Date();
  const [runs, versions, runners] = await database.forTeams([teamId], async (tx) => [
    await tx.run.findMany({
      where: { teamId, deletedAt: null, status: { in: ["QUEUED", "CLAIMED", "RUNNING", "PAUSED"] } },
      orderBy: { createdAt: "desc" },
      take: CURRENT_MAX,
    }),
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

const idOf = ({ run, datasetVersion, checkpoint, runner }: TeamEvent): string => (run ?? datasetVersion ?? checkpoint ?? runner)?.id ?? "";
const streams = new SharedStreams<TeamEvent>({ key: idOf, bytes: () => EVENT_BYTES });

/** `events`, of which the first says that `merged` before it are not told. */
const withMerged = (events: readonly TeamEvent[], merged: number): TeamEvent[] =>
  events.map((event, index) => (index === 0 && merged > 0 ? { ...event, merged } : event));

/** What changes in a team, for everybody who follows it. */
async function* changesOf({ changes, database }: Services, teamId: string, signal: AbortSignal): AsyncGenerator<TeamEvent, void> {
  /** Of runs that have not ended, the event that was told last. */
  const told = new Map<string, bigint>();
  for await (const change of watchRows(changes, [{ kinds: KINDS, of: teamId }], signal)) {
    if (change === null) continue;
    const { kind, id } = change;
    // Too many changed to be told of one by one, or the database was away: nobody knows how many.
    const changed =
      id === null
        ? withMerged(await current(database, teamId), 1)
        : [await database.forTeams([teamId], (tx) => readChanged(tx, teamId, kind, id))];
    for (const event of changed) {
      if (!event) continue;
      const { run } = event;
      // A renewed lease is no news.
      if (run && told.get(run.id) === run.eventSeq && id !== null) continue;
      if (run && isTerminal(run.status)) told.delete(run.id);
      else if (run) told.set(run.id, run.eventSeq);
      yield event;
    }
  }
}

/** What is current, then what changes. */
async function* activity(ctx: Context, teamId: string, signal: AbortSignal): AsyncGenerator<TeamEvent, void> {
  const begin = {
    from: { at: new Date(), kind: "run" } as const,
    events: (_from: TeamEvent, until: AbortSignal) => paced(changesOf(ctx, teamId, until), until),
  };
  const { reader } = streams.join(ctx.changes, teamId, begin, signal);
  async function* now(merged: number): AsyncGenerator<TeamEvent, void> {
    yield* withMerged(await current(ctx.database, teamId), merged);
  }
  yield* paced(now(0), signal);
  for await (const { event, merged } of reader) {
    if (event === null) yield* paced(now(merged), signal);
    else yield merged > 0 ? { ...event, merged: merged + (event.merged ?? 0) } : event;
  }
}

builder.subscriptionField("teamActivity", (t) =>
  t.field({
    type: TeamEventRef,
    description:
      "What goes on in a team: first what is current (runs that have not ended, imports, runners), then every change, at most ten a second.",
    args: { teamId: t.arg.id({ description: "Left out: the API key's team, or your only one." }) },
    subscribe: (_root, args, ctx) => {
      const teamId = teamFor(ctx.caller, args.teamId, READ);
      return follow(ctx, teamId, (signal) => activity(ctx, teamId, signal));
    },
    resolve: (event) => event,
  }),
);
