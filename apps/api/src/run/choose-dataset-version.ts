/** @file What a new run trains on: the version named, or the newest one of a dataset that can be trained on. */
import type { Tx } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";
import { kindOf } from "@capstan/run/id";
import { notFound } from "../errors.ts";
import type { DatasetVersionRow } from "../dataset/dataset-version-ref.ts";

type Named = DatasetVersionRow & { readonly dataset: { readonly name: string } };
const withName = { dataset: { select: { name: true, deletedAt: true } } } as const;

/**
 * @throws NOT_FOUND for a missing or foreign id; {AppError} INVALID_INPUT unless exactly one is named, DATASET_NOT_READY while
 *   it is imported, DATASET_INVALID when its import failed or it holds nothing to train on.
 */
export async function chooseDatasetVersion(
  tx: Tx,
  teamId: string,
  datasetId: string | null | undefined,
  versionId: string | null | undefined,
): Promise<Named> {
  if (!datasetId === !versionId)
    throw new AppError("INVALID_INPUT", "Give either datasetId, for its newest version, or datasetVersionId.", { path: ["datasetId"] });
  return versionId ? named(tx, teamId, versionId) : newest(tx, teamId, datasetId!);
}

async function named(tx: Tx, teamId: string, id: string): Promise<Named> {
  const version =
    kindOf(id) === "datasetVersion"
      ? await tx.datasetVersion.findUnique({ where: { teamId_id: { teamId, id } }, include: withName })
      : null;
  if (!version || version.dataset.deletedAt) throw notFound();
  return ready(version, ["datasetVersionId"]);
}

async function newest(tx: Tx, teamId: string, datasetId: string): Promise<Named> {
  const path = ["datasetId"];
  const dataset =
    kindOf(datasetId) === "dataset"
      ? await tx.dataset.findUnique({ where: { teamId_id: { teamId, id: datasetId }, deletedAt: null } })
      : null;
  if (!dataset) throw notFound();
  const where = { teamId, datasetId };
  const last = await tx.datasetVersion.findFirst({ where: { ...where, status: "READY" }, orderBy: { number: "desc" }, include: withName });
  if (last) return ready(last, path);
  const unready = await tx.datasetVersion.findFirst({ where, orderBy: { number: "desc" }, include: withName });
  if (!unready)
    throw new AppError("DATASET_NOT_READY", `The dataset “${dataset.name}” is empty. Import pictures into it with importDataset first.`, {
      path,
    });
  return ready(unready, path);
}

function ready(version: Named, path: readonly string[]): Named {
  const name = `“${version.dataset.name}”, version ${version.number},`;
  if (version.status === "IMPORTING")
    throw new AppError("DATASET_NOT_READY", `${name} is still being imported. Wait until its status is READY, then create the run again.`, {
      path,
    });
  if (version.status === "FAILED")
    throw new AppError(
      "DATASET_INVALID",
      `${name} could not be imported: ${version.failure ?? "its report says why."} Mend that and import it again.`,
      { path },
    );
  if (version.trainCount === 0n)
    throw new AppError(
      "DATASET_INVALID",
      `${name} has no picture with captions in its train split. Import one that has captions_train*.json.`,
      { path },
    );
  return version;
}
