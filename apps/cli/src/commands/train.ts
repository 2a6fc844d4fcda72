/** @file `capstan train`: CATR's `python train.py`, as a run that a runner trains. */
import { GROUPS } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { PRESET_NAMES, PRESETS } from "@capstan/training-config/presets";
import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import type { Api } from "../api.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import { findCheckpointId } from "../find-checkpoint.ts";
import { type DatasetLine, findDataset } from "../find-dataset.ts";
import { CreateRunDocument, type CreateRunInput } from "../graphql/documents.generated.ts";
import { type CatrFlags, configInput, parseOverrides } from "../overrides.ts";
import { say, sayJson, table } from "../print.ts";
import { watchRun } from "../watch-run.ts";

interface TrainOptions extends CatrFlags {
  readonly dataset?: string;
  readonly preset?: string;
  readonly checkpoint?: string;
  readonly name?: string;
  readonly tag?: string[];
  readonly detach?: boolean;
  readonly json?: boolean;
  readonly settings?: boolean;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const addTrain: AddCommand = (program, context) => {
  program
    .command("train")
    .description("Train a captioner on a dataset, and follow it live")
    .option("--dataset <name>", "dataset to train on, by name or id (default: the only one there is)")
    .addOption(
      new Option("--preset <name>", "recipe to begin with (default: demo for the demo dataset, else capstan)").choices([...PRESET_NAMES]),
    )
    .option("--batch-size <pictures>", "pictures per step")
    .option("--epochs <n>", "passes over the training pictures")
    .option("--lr <rate>", "learning rate")
    .option("--weight-decay <x>", "weight decay")
    .option("--clip-max-norm <x>", "largest norm of all gradients; 0 turns clipping off")
    .option("--checkpoint <ref>", "start from these weights: an id, an alias, or run:kind such as 12:best")
    .option("--no-save", "write no checkpoints")
    .option("--log-step <n>", "a log line every n steps")
    .option("--set <path=value>", "any other setting, for example model.dropout=0.2; may be repeated", collect)
    .option("--name <name>", "what to call the run")
    .option("--tag <tag>", "a label for the run; may be repeated", collect)
    .option("--detach", "start the run and return at once")
    .option("--json", "with --detach: print the run as JSON")
    .option("--settings", "list every setting with its default, and end")
    .addHelpText(
      "after",
      `\nUnderscores work too: --batch_size 16 is --batch-size 16. Ctrl-C leaves the run going.\n${examples(
        "capstan train --dataset coco-2017",
        "capstan train --batch_size 16 --epochs 50 --lr 5e-5 --weight_decay 1e-5",
        "capstan train --checkpoint production --lr 1e-5 --epochs 10",
        "capstan train --preset quick --set model.dropout=0.2 --detach",
      )}`,
    )
    .action(async (options: TrainOptions) => {
      if (options.settings) return listSettings();
      const overrides = parseOverrides(options);
      // What is wrong in the flags is said before anything is asked of the API.
      configInput(options.preset ?? "capstan", overrides);
      await train(await context.api(), options, overrides);
    });
};

function listSettings(): void {
  for (const [group, title] of Object.entries(GROUPS)) {
    say(`\n${title}`);
    const fields = FIELDS.filter(({ path }) => path.startsWith(`${group}.`));
    say(
      table(
        ["setting", "default", "catr", "meaning"],
        fields.map((field) => [field.path, String(field.default), "catrName" in field ? field.catrName : "", field.label]),
      ),
    );
  }
  say(
    `\nPresets: ${Object.entries(PRESETS)
      .map(([name, { description }]) => `\n  ${name.padEnd(8)} ${description}`)
      .join("")}`,
  );
}

/** The demo scenes have a recipe of their own. */
const presetFor = ({ name }: DatasetLine): string => (/^(demo|shapes)\b/i.test(name) ? "demo" : "capstan");

async function train(api: Api, options: TrainOptions, overrides: ReturnType<typeof parseOverrides>): Promise<void> {
  const dataset = await findDataset(api, options.dataset);
  if (dataset.latestVersion?.status !== "READY")
    throw new CliError(`“${dataset.name}” is not ready to train on. Look at it with: capstan dataset list`);
  const preset = options.preset ?? presetFor(dataset);
  const initialCheckpointId = options.checkpoint ? await findCheckpointId(api, options.checkpoint) : null;
  const input: CreateRunInput = {
    datasetId: dataset.id,
    config: configInput(preset, overrides),
    initialCheckpointId,
    name: options.name ?? null,
    tags: options.tag ?? null,
    idempotencyKey: crypto.randomUUID(),
  };
  const { createRun } = await api.call(CreateRunDocument, { input });
  assertNoErrors(createRun.errors);
  const run = createRun.run!;
  if (options.detach && options.json) return sayJson(run);
  say(`Run #${run.number} “${run.name}” trains the ${preset} preset on “${dataset.name}” (${run.id}).`);
  if (options.detach) return say(`Follow it with: capstan runs follow ${run.number}. Stop it with: capstan runs stop ${run.number}`);
  await watchRun(api, run.id, run.number);
}
