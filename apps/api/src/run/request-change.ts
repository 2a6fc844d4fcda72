/** @file Asking something of a run: at once where nobody holds it, else as a wish that its runner hears of. */
import type { Tx } from "@capstan/prisma/database";
import { moveRun } from "@capstan/prisma/queries/move-run";
import { noteInLog } from "@capstan/prisma/queries/note-in-log";
import { AppError } from "@capstan/run/error-code";
import { isLive, isTerminal, type RunRequest } from "@capstan/run/status";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf, nameOf } from "../caller.ts";
import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import { loadRunToChange } from "./load-run.ts";
import type { RunRow } from "./run-ref.ts";

/** A stronger wish replaces a weaker one, never the other way round. */
const STRENGTH = { PAUSE: 1, STOP: 2, CANCEL: 3 } as const satisfies Record<RunRequest, number>;
const DONE_TO = { STOP: "stopped", PAUSE: "paused", CANCEL: "cancelled" } as const satisfies Record<RunRequest, string>;

/** The run with its row locked until the transaction ends, so that no runner moves it between the look and the deed. */
export async function lockRun(tx: Tx, teamId: string, id: string): Promise<RunRow> {
  await tx.$executeRaw`SELECT FROM runs WHERE team_id = ${teamId} AND id = ${id} FOR UPDATE`;
  const run = await tx.run.findUnique({ where: { teamId_id: { teamId, id }, deletedAt: null } });
  if (!run) throw notFound();
  return run;
}

export function refuseFinished(run: RunRow): void {
  if (isTerminal(run.status))
    throw new AppError("RUN_FINISHED", `This run is ${run.status}: it has ended. retryRun goes on from its last checkpoint as a new run.`, {
      path: ["id"],
    });
}

/**
 * Asks for `request`. A QUEUED or PAUSED run is cancelled at once; a PAUSED one is stopped only by resuming it.
 * @throws {AppError} RUN_FINISHED; INVALID_INPUT when it makes no sense for the run as it is.
 */
export async function requestChange(ctx: Context, id: string, request: RunRequest, action: string): Promise<RunRow> {
  const { teamId } = await loadRunToChange(ctx, id);
  return ctx.db(async (tx) => {
    const run = await lockRun(tx, teamId, id);
    refuseFinished(run);
    if (isLive(run.status)) {
      await wish(tx, run, request);
      await noteInLog(tx, {
        teamId,
        runId: id,
        level: "INFO",
        message: `${nameOf(ctx.caller)} asked for the run to be ${DONE_TO[request]}.`,
      });
    } else if (request === "CANCEL") {
      await moveRun(tx, { teamId, runId: id, from: [run.status], to: "CANCELLED", actor: actorIdOf(ctx.caller)! });
      await noteInLog(tx, { teamId, runId: id, level: "INFO", message: `${nameOf(ctx.caller)} cancelled the run.` });
    } else if (run.status === "PAUSED")
      throw new AppError(
        "INVALID_INPUT",
        request === "PAUSE" ? "This run is paused already." : "This run is paused: resume it, or cancel it.",
        { path: ["id"] },
      );
    else
      throw new AppError(
        "INVALID_INPUT",
        `This run waits in the queue, so there is nothing to be ${DONE_TO[request]}. Cancel it, or wait until it trains.`,
        { path: ["id"] },
      );
    await recordAudit(ctx, tx, { teamId, action, objectId: id, summary: `asked for the run ${run.name} to be ${DONE_TO[request]}` });
    return tx.run.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
  });
}

async function wish(tx: Tx, run: RunRow, request: RunRequest): Promise<void> {
  if (run.requested && STRENGTH[run.requested] > STRENGTH[request])
    throw new AppError("INVALID_INPUT", `This run is being ${DONE_TO[run.requested]} already.`, { path: ["id"] });
  await tx.run.update({
    where: { teamId_id: { teamId: run.teamId, id: run.id } },
    data: { requested: request, eventSeq: { increment: 1 } },
    select: { id: true },
  });
}
