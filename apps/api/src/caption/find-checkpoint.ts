/** @file The checkpoint that a caption is asked of: by id, by alias, or by a run and a kind. */
import type { CheckpointKind } from "@capstan/prisma/enums";
import { AppError } from "@capstan/run/error-code";
import { kindOf } from "@capstan/run/id";
import { CAPTION, requireIn, teamFor } from "../access.ts";
import type { StoredCheckpoint } from "../captioning/caption-pool.ts";
import { checkpointFiles } from "../checkpoint/checkpoint-files.ts";
import type { CheckpointRow } from "../checkpoint/checkpoint-ref.ts";
import type { Context } from "../context.ts";
import { notFound, unauthenticated } from "../errors.ts";

export interface CheckpointWish {
  readonly id?: string | null;
  readonly alias?: string | null;
  readonly run?: { readonly id: string; readonly kind: CheckpointKind } | null;
}

export const storedCheckpointOf = (checkpoint: CheckpointRow): StoredCheckpoint => ({
  id: checkpoint.id,
  files: checkpointFiles(checkpoint),
});

const notReady = (message: string, path: readonly string[]): AppError =>
  new AppError("CHECKPOINT_NOT_READY", message, { path: ["checkpoint", ...path] });

/**
 * The committed checkpoint that `wish` names, in a team where the caller may caption.
 * @param teamId where aliases are looked up; and where an id must belong, when it is given.
 * @throws {AppError} CHECKPOINT_NOT_READY; NOT_FOUND, the same for what is missing, deleted and another team's.
 */
export async function findCheckpoint(ctx: Context, wish: CheckpointWish, teamId: string | null | undefined): Promise<CheckpointRow> {
  if (ctx.caller.kind === "anonymous") throw unauthenticated();
  const chosen = teamId || wish.alias ? teamFor(ctx.caller, teamId, CAPTION) : null;
  const checkpoint = wish.id
    ? await byId(ctx, wish.id)
    : wish.alias
      ? await byAlias(ctx, wish.alias, chosen!)
      : await byRun(ctx, wish.run!);
  if (checkpoint === null || checkpoint.status === "DELETED" || (chosen !== null && checkpoint.teamId !== chosen)) throw notFound();
  requireIn(ctx.caller, checkpoint.teamId, CAPTION);
  if (checkpoint.kinds.includes("IMPORTED") && !checkpointFiles(checkpoint).some(({ name }) => name === "config.json"))
    throw notReady(
      "This checkpoint holds weights to start runs from, a backbone alone or a captioner without its words, and writes no captions. Train a run that starts from it, and ask that run's checkpoints.",
      [],
    );
  if (checkpoint.status === "UPLOADING")
    throw notReady("This checkpoint is still being uploaded. Try again in a moment, or use an earlier one of the run.", []);
  return checkpoint;
}

const byId = async (ctx: Context, id: string): Promise<CheckpointRow | null> =>
  kindOf(id) === "checkpoint" ? ctx.db((tx) => tx.checkpoint.findUnique({ where: { id } })) : null;

const byAlias = async (ctx: Context, name: string, teamId: string): Promise<CheckpointRow | null> =>
  ctx.db(
    async (tx) =>
      (await tx.alias.findUnique({ where: { teamId_name: { teamId, name } }, include: { checkpoint: true } }))?.checkpoint ?? null,
  );

async function byRun(ctx: Context, { id, kind }: { id: string; kind: CheckpointKind }): Promise<CheckpointRow | null> {
  if (kindOf(id) !== "run") return null;
  return ctx.db(async (tx) => {
    const run = await tx.run.findFirst({ where: { id, deletedAt: null }, select: { id: true, teamId: true, name: true } });
    if (!run) return null;
    requireIn(ctx.caller, run.teamId, CAPTION);
    const where = { teamId: run.teamId, runId: id, kinds: { has: kind }, status: "COMMITTED" } as const;
    const found = await tx.checkpoint.findFirst({ where, orderBy: { step: "desc" } });
    if (!found)
      throw notReady(`The run “${run.name}” has no ${kind} checkpoint yet. Wait until it writes one, or ask for another kind.`, [
        "run",
        "kind",
      ]);
    return found;
  });
}
