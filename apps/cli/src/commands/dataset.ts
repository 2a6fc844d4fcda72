/** @file `capstan dataset list` and `capstan dataset import`. */
import { statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import type { Api } from "../api.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import { loadDatasets } from "../find-dataset.ts";
import { zipFolder } from "../folder-zip.ts";
import {
  CreateDatasetDocument,
  DatasetVersionDocument,
  type DatasetVersionQuery,
  ImportDatasetDocument,
} from "../graphql/documents.generated.ts";
import { formatBytes, plural, say, sayJson, table, warn } from "../print.ts";
import { createProgress } from "../progress.ts";
import { fileSource, upload } from "../upload.ts";

type Version = DatasetVersionQuery["datasetVersion"];

interface ImportOptions {
  readonly name?: string;
  readonly limit?: number;
  readonly link?: boolean;
  readonly json?: boolean;
}

export const addDataset: AddCommand = (program, context) => {
  const dataset = program.command("dataset").description("List and import datasets: pictures with their captions");
  dataset
    .command("list", { isDefault: true })
    .description("The team's datasets")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const all = await loadDatasets(await context.api());
      if (json) return sayJson(all);
      if (all.length === 0) return say("No dataset yet. Import one with: capstan dataset import FOLDER --name NAME");
      const rows = all.map(({ name, latestVersion: version, id }) => {
        if (!version) return [name, "-", "empty", "", "", "", id];
        const { pictures, captions, train, val, test, sizeBytes } = version.counts;
        return [
          name,
          `v${version.number}`,
          version.status.toLowerCase(),
          `${pictures} (${train}/${val}/${test})`,
          String(captions),
          version.isLinked ? "linked" : formatBytes(sizeBytes),
          id,
        ];
      });
      say(table(["name", "version", "status", "pictures (train/val/test)", "captions", "size", "id"], rows));
    });
  dataset
    .command("import <source>")
    .description("Import a folder or zip with COCO captions: captions_*.json and the pictures they name")
    .option("--name <name>", "what to call the dataset (default: the folder's name); an existing one gets a new version")
    .option("--limit <pictures>", "take so many pictures only", wholeNumber)
    .option("--link", "leave the pictures where they are: the server and the runner read this folder themselves")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      examples(
        "capstan dataset import data/coco --name coco-2017",
        "capstan dataset import data/coco --name small --limit 1000",
        "capstan dataset import photos.zip --name photos",
      ),
    )
    .action(async (source: string, options: ImportOptions) =>
      importDataset(await context.api(), path.resolve(context.env.cwd, source), options),
    );
};

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It is a whole number from 1.");
  return value;
}

async function importDataset(api: Api, source: string, options: ImportOptions): Promise<void> {
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found) throw new CliError(`${source} does not exist. Give a folder or a zip with COCO captions.`, { exitCode: 2 });
  if (found.isFile() && !/\.zip$/i.test(source)) throw new CliError(`${source} is neither a folder nor a zip.`, { exitCode: 2 });
  if (options.link && !found.isDirectory()) throw new CliError("Only a folder can be linked.", { exitCode: 2 });
  const name = options.name ?? path.basename(source).replace(/\.zip$/i, "");
  const progress = createProgress();
  try {
    const origin = options.link ? { linkedFolder: source } : { uploadId: await send(api, source, found.isDirectory(), progress.update) };
    const datasetId = await datasetNamed(api, name);
    const { importDataset: answer } = await api.call(ImportDatasetDocument, {
      input: { datasetId, limit: options.limit ?? null, ...origin },
    });
    assertNoErrors(answer.errors);
    const version = await followImport(api, answer.datasetVersion!.id, progress.update);
    progress.end();
    if (options.json) sayJson({ datasetId, ...version });
    else showReport(name, version);
    if (version.status === "FAILED") throw new CliError(`The import failed: ${version.failure ?? "the API gave no reason."}`);
  } finally {
    progress.end();
  }
}

async function send(
  api: Api,
  source: string,
  isFolder: boolean,
  update: (done: number, total: number, text: string) => void,
): Promise<string> {
  const bytes = isFolder ? await zipFolder(source) : await fileSource(source);
  return upload(api, bytes, "DATASET", (done, total) => update(done, total, `sending ${formatBytes(done)} of ${formatBytes(total)}`));
}

/** The dataset of that name, made when there is none. */
async function datasetNamed(api: Api, name: string): Promise<string> {
  const existing = (await loadDatasets(api)).find((dataset) => dataset.name === name);
  if (existing) return existing.id;
  const { createDataset } = await api.call(CreateDatasetDocument, { input: { name } });
  assertNoErrors(createDataset.errors);
  return createDataset.dataset!.id;
}

async function followImport(api: Api, id: string, update: (done: number, total: number, text: string) => void): Promise<Version> {
  for (;;) {
    const { datasetVersion } = await api.call(DatasetVersionDocument, { id });
    if (datasetVersion.status !== "IMPORTING") return datasetVersion;
    const { progress } = datasetVersion;
    update(
      progress?.done ?? 0,
      progress?.total ?? 1,
      progress ? `importing: ${progress.phase.toLowerCase()} ${progress.done} of ${progress.total}` : "importing",
    );
    await sleep(500);
  }
}

function showReport(name: string, { status, number, counts, report }: Version): void {
  if (status === "READY")
    say(
      `“${name}” version ${number}: ${plural(counts.pictures, "picture")} (${counts.train} train, ${counts.val} val, ${counts.test} test), ${plural(counts.captions, "caption")}.`,
    );
  for (const finding of report?.findings ?? []) {
    if (finding.count === 0) continue;
    const more = finding.count > finding.examples.length ? ", …" : "";
    warn(
      `  ${finding.kind}: ${finding.count}${finding.examples.length ? ` (${finding.examples.join(", ")}${more})` : ""}. ${finding.advice}`,
    );
  }
  if (status === "READY") say(`Train on it with: capstan train --dataset ${JSON.stringify(name)}`);
}
