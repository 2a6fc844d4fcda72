/** @file TeamUsage: what a team uses now. */
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import type { TeamRow } from "./team-ref.ts";

export interface TeamUsage {
  readonly liveRuns: number;
  readonly queuedRuns: number;
  readonly runs: number;
  readonly storedBytes: number;
  readonly captionsLast30Days: number;
}

const MONTH_MS = 30 * 24 * 3600 * 1000;

export const TeamUsageRef = builder.objectRef<TeamUsage>("TeamUsage").implement({
  description: "What a team uses now.",
  fields: (t) => ({
    liveRuns: t.exposeInt("liveRuns", { description: "Runs that a runner has now." }),
    queuedRuns: t.exposeInt("queuedRuns", { description: "Runs that wait for a runner." }),
    runs: t.field({ type: "SafeInt", description: "All its runs, without deleted ones.", resolve: (usage) => usage.runs }),
    storedBytes: t.field({
      type: "SafeInt",
      description: "Bytes of its datasets and checkpoints; linked folders are not counted.",
      resolve: (usage) => usage.storedBytes,
    }),
    captionsLast30Days: t.field({
      type: "SafeInt",
      description: "Pictures that captionImage captioned in the last 30 days.",
      resolve: (usage) => usage.captionsLast30Days,
    }),
  }),
});

export function loadUsage(ctx: Context, team: TeamRow): Promise<TeamUsage> {
  const teamId = team.id;
  return ctx.db(async (tx) => {
    // One transaction has one connection: these go one after another.
    const runs = await tx.run.count({ where: { teamId, deletedAt: null } });
    const queuedRuns = await tx.run.count({ where: { teamId, status: "QUEUED", deletedAt: null } });
    const datasets = await tx.datasetVersion.aggregate({
      where: { teamId, linkedRoot: null, status: { not: "FAILED" } },
      _sum: { sizeBytes: true },
    });
    const checkpoints = await tx.checkpoint.aggregate({ where: { teamId, sweptAt: null }, _sum: { sizeBytes: true } });
    const captionsLast30Days = await tx.caption.count({ where: { teamId, createdAt: { gt: new Date(Date.now() - MONTH_MS) } } });
    const storedBytes = Number(datasets._sum.sizeBytes ?? 0n) + Number(checkpoints._sum.sizeBytes ?? 0n);
    return { liveRuns: team.running, queuedRuns, runs, storedBytes, captionsLast30Days };
  });
}
