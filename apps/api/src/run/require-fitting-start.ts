/** @file Weights to start from fit the model that is to be trained: said when the run is made, not hours later by its runner. */
import type { Tx } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";
import { parseConfig, type TrainingConfig } from "@capstan/training-config/config";

/** Settings that shape weights which all models have. More or fewer layers are no matter: what is missing starts at random. */
const SHAPING = ["backbone", "hiddenDim", "feedForwardDim", "maxPositions"] as const;

/**
 * Of imported weights only the file knows the shapes; the runner reads it.
 * @param path of the input that is wrong when they do not fit.
 * @throws {AppError} CONFIG_INVALID
 */
export async function requireFittingStart(
  tx: Tx,
  teamId: string,
  config: TrainingConfig,
  checkpointId: string | null,
  path: readonly string[],
): Promise<void> {
  if (checkpointId === null) return;
  const checkpoint = await tx.checkpoint.findUnique({
    where: { teamId_id: { teamId, id: checkpointId } },
    select: { run: { select: { name: true, config: true } } },
  });
  if (!checkpoint?.run) return;
  const { name, config: stored } = checkpoint.run;
  const { model } = parseConfig(stored);
  const differing = SHAPING.filter((setting) => model[setting] !== config.model[setting]);
  if (differing.length === 0) return;
  const list = (of: TrainingConfig["model"]): string => differing.map((setting) => `model.${setting} = ${of[setting]}`).join(", ");
  throw new AppError(
    "CONFIG_INVALID",
    `The weights to start from do not fit: “${name}” trained them with ${list(model)}, and this run has ${list(config.model)}. Give the run theirs, or start from other weights.`,
    { path },
  );
}
