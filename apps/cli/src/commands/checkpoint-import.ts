/**
 * @file `capstan checkpoint import`: weights from elsewhere. They are read and turned on this machine, so that only weights
 * travel: of a CATR checkpoint with its optimiser, a third.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openFile } from "@capstan/captioner/weights/byte-source";
import { importedWeights, importedWeightsBytes } from "@capstan/captioner/weights/import/imported-files";
import { type ImportPlan, planImport, refuseDifferences } from "@capstan/captioner/weights/import/plan-import";
import { openWeightFile, type WeightFile } from "@capstan/captioner/weights/weight-file";
import { AppError } from "@capstan/run/error-code";
import { flattenConfig, parseConfig, type Scalar } from "@capstan/training-config/config";
import { PRESET_NAMES } from "@capstan/training-config/presets";
import { type Command, Option } from "commander";
import type { Api } from "../api.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import { type Context, examples } from "../command.ts";
import type { Source } from "../folder-zip.ts";
import { ImportCheckpointDocument, type ImportCheckpointInput, SetAliasDocument } from "../graphql/documents.generated.ts";
import { parseOverrides } from "../overrides.ts";
import { formatBytes, plural, say, sayJson, table, warn } from "../print.ts";
import { createProgress } from "../progress.ts";
import { upload } from "../upload.ts";

interface ImportOptions {
  readonly vocabulary?: string;
  readonly withoutWords?: boolean;
  readonly preset?: string;
  readonly set?: string[];
  readonly alias?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];
const AGAIN_MS = 2_000;
/** Written anew when the same file would be turned into other bytes: an upload that broke off is not gone on with then. */
const CONVERSION = "1";

export function addCheckpointImport(checkpoint: Command, context: Context): void {
  checkpoint
    .command("import <file>")
    .description("Bring weights from elsewhere: CATR's .pth, torchvision's ResNets, safetensors, or a folder of `checkpoint download`")
    .option("--vocabulary <vocab.txt>", "the vocabulary that a captioner was trained with; for CATR's weights, that of bert-base-uncased")
    .option("--without-words", "leave out what depends on the vocabulary: runs with words of their own start from the rest")
    .addOption(
      new Option("--preset <name>", "where settings come from that weights do not tell (default: catr)").choices([...PRESET_NAMES]),
    )
    .option("--set <path=value>", "such a setting, for example model.heads=4 or model.dilation=false; may be repeated", collect)
    .option("--alias <name>", "point this alias to it")
    .option("--dry-run", "say what is in the file and what does not fit; send nothing")
    .option("--json", "print the checkpoint as JSON")
    .addHelpText(
      "after",
      `\nNothing in the file is run: it is read as data, and what is not weights is refused.\n${examples(
        "capstan checkpoint import weight493084032.pth --vocabulary vocab.txt --alias catr",
        "capstan checkpoint import resnet50-0676ba61.pth",
        "capstan checkpoint import my.pth --vocabulary vocab.txt --dry-run",
      )}`,
    )
    .action((file: string, options: ImportOptions) => importFile(context, path.resolve(context.env.cwd, file), options));
}

interface Choices {
  readonly vocabulary?: string | undefined;
  readonly preset?: string | undefined;
  readonly overrides: Record<string, Scalar>;
}

const readText = (file: string): string => {
  if (!existsSync(file)) throw new CliError(`${file} does not exist.`, { exitCode: 2 });
  return readFileSync(file, "utf8");
};

/** What the command line says, over what lies beside the weights in a folder. */
function choicesOf(folder: string | null, cwd: string, options: ImportOptions): Choices {
  const chosen = parseOverrides({ set: options.set ?? [] });
  const vocabulary = options.vocabulary === undefined ? undefined : readText(path.resolve(cwd, options.vocabulary));
  const beside = (name: string): string | undefined =>
    folder && existsSync(path.join(folder, name)) ? readText(path.join(folder, name)) : undefined;
  const config = beside("config.json");
  if (config === undefined || options.preset)
    return { vocabulary: vocabulary ?? beside("vocab.txt"), preset: options.preset, overrides: chosen };
  const { preset, text: _, ...saved } = parseConfig(JSON.parse(config));
  return {
    vocabulary: vocabulary ?? beside("vocab.txt"),
    preset,
    overrides: { ...(flattenConfig(saved) as Record<string, Scalar>), ...chosen },
  };
}

async function importFile(context: Context, place: string, options: ImportOptions): Promise<void> {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found)
    throw new CliError(`${place} does not exist. Give a file of weights, or a folder of: capstan checkpoint download`, { exitCode: 2 });
  const file = found.isDirectory() ? path.join(place, "weights.safetensors") : place;
  if (!existsSync(file)) throw new CliError(`${place} holds no weights.safetensors.`, { exitCode: 2 });
  const choices = choicesOf(found.isDirectory() ? place : null, context.env.cwd, options);
  const source = await openFile(file);
  try {
    const weights = await openWeightFile(source);
    const plan = planImport(weights, { ...choices, withoutWords: options.withoutWords });
    if (!options.json) show(weights, plan);
    refuseDifferences(plan);
    if (options.dryRun) return options.json ? sayJson(summaryOf(weights, plan)) : say("It fits. Nothing was sent.");
    await send(await context.api(), sourceOf(file, weights, plan), { choices, options });
  } catch (error) {
    if (error instanceof AppError) throw new CliError(error.message, { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

const summaryOf = ({ format }: WeightFile, { title, kind, tensors, differences, remarks }: ImportPlan) => ({
  format,
  kind,
  title,
  tensors: tensors.length,
  ...differences,
  remarks,
});

function show(file: WeightFile, plan: ImportPlan): void {
  const { config, tensors, differences } = plan;
  const rows = [
    ["file", `${file.format}${file.under ? `, weights under “${file.under}”` : ""}, ${plural(file.tensors.size, "tensor")}`],
    ["it is", plan.title],
    ["tensors", `${tensors.length} taken, ${formatBytes(importedWeightsBytes(plan))} as float32`],
    ...(config ? Object.entries(config.model).map(([name, value]) => [`model.${name}`, String(value)]) : []),
    ["missing", String(differences.missing.length)],
    ["unexpected", String(differences.unexpected.length)],
    ["other shape", String(differences.otherShape.length)],
  ];
  say(table(["found", ""], rows));
  // What does not fit is the refusal, which follows.
  for (const line of plan.remarks) warn(line);
}

/** The weights as they are sent: turned while they are read, the same bytes each time, nothing written to disk. */
function sourceOf(file: string, weights: WeightFile, plan: ImportPlan): Source {
  const { size, mtimeMs } = statSync(file);
  const names = plan.tensors.map(({ name, shape }) => [name, shape]);
  const key = createHash("sha256")
    .update(JSON.stringify([CONVERSION, file, size, mtimeMs, names]))
    .digest("hex");
  const name = path.basename(file) === "weights.safetensors" ? path.basename(path.dirname(file)) : path.basename(file);
  return { fileName: name, sizeBytes: importedWeightsBytes(plan), key, read: () => importedWeights(weights, plan).pieces() };
}

async function send(api: Api, source: Source, { choices, options }: { choices: Choices; options: ImportOptions }): Promise<void> {
  const progress = createProgress();
  try {
    const onBytes = (done: number, total: number): void =>
      progress.update(done, total, `sending ${formatBytes(done)} of ${formatBytes(total)}`);
    const uploadId = await upload(api, source, "CHECKPOINT", onBytes);
    const { vocabulary, preset, overrides } = choices;
    const nested: Record<string, Record<string, Scalar>> = {};
    for (const [at, value] of Object.entries(overrides)) {
      const [group, name] = at.split(".") as [string, string];
      (nested[group] ??= {})[name] = value;
    }
    const config = { ...(preset ? { preset } : {}), ...nested };
    const imported = await untilRead(api, {
      uploadId,
      vocabulary: vocabulary ?? null,
      withoutWords: options.withoutWords ?? false,
      config,
    });
    const { checkpoint } = imported;
    if (options.alias)
      assertNoErrors((await api.call(SetAliasDocument, { input: { name: options.alias, checkpointId: checkpoint!.id } })).setAlias.errors);
    progress.end();
    if (options.json) return sayJson(checkpoint);
    say(`“${checkpoint!.name}” is the checkpoint ${checkpoint!.id}${options.alias ? `, alias ${options.alias}` : ""}.`);
    const ref = options.alias ?? checkpoint!.id;
    const writesCaptions = checkpoint!.files.some(({ name }) => name === "config.json");
    say(
      writesCaptions
        ? `Caption with it: capstan caption PICTURE --checkpoint ${ref}`
        : `Start a run from it: capstan train --checkpoint ${ref}`,
    );
  } finally {
    progress.end();
  }
}

/** The import's answer, asked for again while a large file is being read. */
async function untilRead(api: Api, input: ImportCheckpointInput) {
  for (;;) {
    const { importCheckpoint } = await api.call(ImportCheckpointDocument, { input });
    if (importCheckpoint.errors[0]?.code !== "CHECKPOINT_NOT_READY") {
      assertNoErrors(importCheckpoint.errors);
      return importCheckpoint;
    }
    await sleep(AGAIN_MS);
  }
}
