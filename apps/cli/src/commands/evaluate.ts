/** @file `capstan evaluate CHECKPOINT`: how well a checkpoint captions a split of a dataset. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { CliError } from "../cli-error.ts";
import type { AddCommand, Context } from "../command.ts";
import { examples } from "../command.ts";
import { checkJava, type JavaScores, meteor, spice } from "../evaluate/java-scores.ts";
import { evaluateOnPlatform } from "../evaluate/evaluate-on-platform.ts";
import { type Results, sayScores, writeResults } from "../evaluate/results.ts";
import { say, sayJson } from "../print.ts";

interface EvaluateOptions {
  readonly dataset?: string;
  readonly split: "train" | "val" | "test";
  readonly beam: number;
  readonly limit?: number;
  readonly out?: string;
  readonly meteor?: string;
  readonly spice?: string;
  readonly json?: boolean;
}

const BEAMS_MAX = 10;

const wholeNumber =
  (max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > max) throw new InvalidArgumentError(`It is a whole number from 1 to ${max}.`);
    return value;
  };

export const addEvaluate: AddCommand = (program, context) => {
  program
    .command("evaluate <checkpoint>")
    .description("Score a checkpoint's captions of a dataset split: BLEU, ROUGE-L and CIDEr-D, with intervals")
    .option("--dataset <name>", "a dataset by name or id; with a checkpoint's folder, a folder of pictures and captions")
    .addOption(new Option("--split <split>", "which pictures").choices(["train", "val", "test"]).default("test"))
    .option("--beam <width>", "search with so many beams instead of greedily", wholeNumber(BEAMS_MAX), 1)
    .option("--limit <pictures>", "only the first so many pictures of the split", wholeNumber(10_000_000))
    .option("--out <file>", "write each picture with its caption, references and scores, as JSON lines")
    .option("--meteor <jar>", "also METEOR, by your own meteor-1.5.jar and Java")
    .option("--spice <jar>", "also SPICE, by your own spice-1.0.jar and Java")
    .option("--json", "the scores as JSON")
    .addHelpText(
      "after",
      `\nCHECKPOINT is an id, an alias, run:kind, or a checkpoint's folder on this machine: a folder needs no platform.\nCtrl-C cancels an evaluation that the platform does.\n${examples(
        "capstan evaluate best --dataset coco-2017 --split val --beam 3",
        "capstan evaluate production --dataset shapes --out results.jsonl",
        "capstan evaluate ./checkpoint --dataset data/coco --split test",
      )}`,
    )
    .action((checkpoint: string, options: EvaluateOptions) => evaluate(context, checkpoint, options));
};

async function evaluate(context: Context, checkpoint: string, options: EvaluateOptions): Promise<void> {
  const { cwd } = context.env;
  const jars = { meteor: options.meteor && path.resolve(cwd, options.meteor), spice: options.spice && path.resolve(cwd, options.spice) };
  if (jars.meteor) checkJava("meteor", jars.meteor);
  if (jars.spice) checkJava("spice", jars.spice);
  let results = await resultsOf(context, checkpoint, options);
  if (jars.meteor) results = withScores(results, "meteor", await meteor(jars.meteor, results.pictures));
  if (jars.spice) results = withScores(results, "spice", await spice(jars.spice, results.pictures));
  if (options.out) await writeResults(path.resolve(cwd, options.out), results);
  if (options.json) return sayJson({ scores: results.scores, pictures: results.pictures.length, skipped: results.skipped });
  sayScores(results);
  if (options.out) say(`Each picture's caption and scores: ${options.out}`);
}

async function resultsOf(context: Context, checkpoint: string, options: EvaluateOptions): Promise<Results> {
  const { split, beam: beamWidth, limit } = options;
  const folder = path.resolve(context.env.cwd, checkpoint);
  if (!existsSync(path.join(folder, "manifest.json")))
    return evaluateOnPlatform(await context.api(), { checkpoint, dataset: options.dataset, split, beamWidth, limit });
  if (options.dataset === undefined)
    throw new CliError("Say which pictures: --dataset FOLDER, with images and captions as capstan dataset import takes them.", {
      exitCode: 2,
    });
  const pictures = path.resolve(context.env.cwd, options.dataset);
  if (!isFolder(pictures)) {
    const advice =
      "A checkpoint's folder is evaluated on a folder of pictures; name the checkpoint by id to use a dataset of the platform.";
    throw new CliError(`${pictures} is not a folder. ${advice}`, { exitCode: 2 });
  }
  // Tensors are loaded by whoever needs them alone.
  const { evaluateHere } = await import("../evaluate/evaluate-here.ts");
  return evaluateHere({ checkpoint: folder, pictures, split, beamWidth, limit });
}

const isFolder = (place: string): boolean => statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

function withScores(results: Results, name: string, { corpus, perPicture }: JavaScores): Results {
  return {
    ...results,
    scores: [...results.scores, { name, value: corpus, low: null, high: null }],
    pictures: results.pictures.map((picture, i) => ({ ...picture, scores: { ...picture.scores, [name]: perPicture[i]! } })),
  };
}
