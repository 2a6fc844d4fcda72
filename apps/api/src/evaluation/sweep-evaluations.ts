/** @file Removes what evaluations left in the object store when nobody can want it: parts and results. Their scores stay. */
import type { Database } from "@capstan/prisma/database";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { partCount, partKey, resultsKey } from "./evaluation-objects.ts";

/** Rows looked at in one go: the rest waits for the next. */
const ROWS_MAX = 500;

/**
 * Those that FAILED or were CANCELLED before `endedBefore`, and those whose checkpoint has been swept itself.
 * @returns how many evaluations were swept.
 */
export async function sweepEvaluations(
  { system }: Database,
  store: ObjectStore,
  log: Logger,
  endedBefore: Date,
  now: Date,
): Promise<number> {
  const left = await system.evaluation.findMany({
    where: {
      sweptAt: null,
      OR: [
        { status: { in: ["FAILED", "CANCELLED"] }, finishedAt: { lte: endedBefore } },
        { status: { notIn: ["QUEUED", "RUNNING"] }, checkpoint: { sweptAt: { not: null } } },
      ],
    },
    select: { id: true, teamId: true, attempt: true },
    take: ROWS_MAX,
  });
  let swept = 0;
  for (const { id, teamId, attempt } of left) {
    try {
      const parts = await partCount(store, teamId, id);
      // The last one first: what a crash leaves in between is found again.
      for (let part = parts - 1; part >= 0; part--) await store.delete(partKey(teamId, id, part));
      for (let number = 1; number <= attempt; number++) await store.delete(resultsKey(teamId, id, number));
      await system.evaluation.updateMany({ where: { id, teamId }, data: { sweptAt: now, resultsKey: null } });
      swept++;
    } catch (error) {
      log.warn({ err: error, evaluationId: id }, "an evaluation's objects could not be removed; trying again later");
    }
  }
  return swept;
}
