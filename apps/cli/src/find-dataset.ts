/** @file Which dataset somebody means: an id, a name, or, when there is only one, nothing. */
import { kindOf } from "@capstan/run/id";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import { type DatasetsQuery, DatasetsDocument } from "./graphql/documents.generated.ts";
import { pages } from "./pages.ts";

export type DatasetLine = DatasetsQuery["team"]["datasets"]["edges"][number]["node"];

export async function loadDatasets(api: Api): Promise<DatasetLine[]> {
  const load = async (after: string | null) => (await api.call(DatasetsDocument, { after })).team.datasets;
  const datasets: DatasetLine[] = [];
  for await (const dataset of pages<DatasetLine>(load)) datasets.push(dataset);
  return datasets;
}

/** @throws {CliError} that names the choices. */
export async function findDataset(api: Api, words: string | undefined): Promise<DatasetLine> {
  const all = await loadDatasets(api);
  const found = words === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ id, name }) => id === words || name === words);
  if (found) return found;
  if (all.length === 0) throw new CliError("There is no dataset yet. Import one with: capstan dataset import FOLDER --name NAME");
  const names = all.map(({ name }) => `“${name}”`).join(", ");
  if (words === undefined) throw new CliError(`Say which dataset to train on: --dataset NAME, one of ${names}.`, { exitCode: 2 });
  throw new CliError(`There is no dataset ${kindOf(words) === "dataset" ? words : `“${words}”`}; there are ${names}.`);
}
