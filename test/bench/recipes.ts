/**
 * @file The `capstan` recipe against the `catr` recipe: the same small model, the same drawn pictures, random weights, the same
 * wall clock. What differs is what a recipe is: loss, schedule, augmentation, captions per picture, smoothing, average, search.
 *
 *   node test/bench/recipes.ts [--seconds 120] [--pictures 3000] [--engine auto|native|wasm] [--only capstan,catr]
 *                              [--self-critical EPOCHS] [--json FILE] [--coco DIR | --no-coco] [--seed 42]
 *
 * The learning rate is the small model's in both: with CATR's own 1e-4, for 84 million pretrained weights, neither would learn
 * anything in minutes. With --coco, both presets are also trained on photos for a few steps, from import to score.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco } from "@capstan/dataset/import-coco";
import { openVersion, type OpenVersion } from "@capstan/dataset/open-version";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { DiskStore } from "@capstan/storage/disk-store";
import { type CurvePoint, type Recipe, type RecipeResult, scoreCheckpoint, type TestScores, trainRecipe } from "./recipes/train-recipe.ts";

const { values: args } = parseArgs({
  options: {
    seconds: { type: "string", default: "120" },
    pictures: { type: "string", default: "3000" },
    engine: { type: "string", default: "auto" },
    only: { type: "string", default: "capstan,catr" },
    "self-critical": { type: "string", default: "0" },
    epochs: { type: "string" },
    json: { type: "string" },
    coco: { type: "string", default: "../shared/data/coco-mini" },
    "no-coco": { type: "boolean", default: false },
    seed: { type: "string", default: "42" },
  },
});
const say = (line: string): void => console.log(line);
const budgetSeconds = Number(args.seconds);

/** Of the model and the measurement, the same in both. */
const SAME = {
  "schedule.seed": Number(args.seed),
  "schedule.patience": 0,
  "checkpoint.everyEpochs": 0,
  "checkpoint.everySteps": 0,
  "checkpoint.samples": 0,
  "optimizer.lr": 3e-3,
  "optimizer.lrBackbone": 3e-3,
} as const;

const CAPSTAN: Recipe = {
  name: "capstan",
  preset: "demo",
  beamWidth: 3,
  overrides: {
    ...SAME,
    // A crop may cut off what a drawn scene's caption names; photos bear it.
    "picture.augmentation": "mirror",
    "text.captionsPerPicture": 5,
    "optimizer.batchSize": 16,
    "optimizer.clipMaxNorm": 1,
    "optimizer.labelSmoothing": 0.1,
    "optimizer.emaDecay": 0.99,
    "optimizer.ignorePad": true,
    "schedule.kind": "cosine",
    "schedule.monitor": "cider",
    "schedule.selfCriticalEpochs": Number(args["self-critical"]),
    "optimizer.lrSelfCritical": 1e-4,
  },
};
const CATR: Recipe = {
  name: "catr",
  preset: "demo",
  beamWidth: 1,
  overrides: {
    ...SAME,
    "picture.augmentation": "catr",
    "text.captionsPerPicture": 1,
    "optimizer.batchSize": 32,
    "optimizer.clipMaxNorm": 0.1,
    "optimizer.labelSmoothing": 0,
    "optimizer.emaDecay": 0,
    "optimizer.ignorePad": false,
    "optimizer.decayNormsAndBiases": true,
    "schedule.kind": "step",
    "schedule.dropEvery": 20,
    "schedule.warmupSteps": 0,
    "schedule.monitor": "validationLoss",
  },
};

/** Epochs that fit into the budget, from a short run: a cosine must end when the clock does. */
async function epochsWithin(place: { version: OpenVersion; engine: EngineSummary; folder: string }, recipe: Recipe): Promise<number> {
  if (args.epochs !== undefined) return Number(args.epochs);
  const trial = {
    ...recipe,
    name: `${recipe.name}-trial`,
    overrides: { ...recipe.overrides, "schedule.selfCriticalEpochs": 0, "schedule.epochs": 1 },
  };
  // A fifth of the budget at most; it is not counted.
  const { curve, seconds, steps } = await trainRecipe(place, trial, { seconds: budgetSeconds / 5 }, () => undefined);
  const size = Number(recipe.overrides["optimizer.batchSize"]);
  const items = place.version.manifest.pictures
    .filter(({ split }) => split === "train")
    .reduce((sum, { captions }) => sum + (recipe.overrides["text.captionsPerPicture"] === 1 ? captions.length : 1), 0);
  const epochSeconds = curve.at(-1)?.seconds ?? (seconds / steps) * Math.floor(items / size);
  return Math.max(1, Math.floor(budgetSeconds / epochSeconds));
}

async function importFolder(folder: string, work: string, name: string): Promise<OpenVersion> {
  const store = new DiskStore({
    root: path.join(work, "objects"),
    baseUrl: "http://127.0.0.1",
    secret: "not a secret: nothing is served here",
  });
  const { manifest, report } = await importCoco({ source: await folderSource(folder), store, prefix: name, link: true });
  say(`${name}: imported ${report.pictures} pictures with ${report.captions} captions`);
  return openVersion({ manifest, linkedRoot: path.resolve(folder) });
}

const column = (value: number | null | undefined, digits: number): string => (value ?? Number.NaN).toFixed(digits).padStart(9);

function printCurve(name: string, curve: readonly CurvePoint[]): void {
  say(`\n${name}: seconds, epoch, step, pictures seen, validation loss, CIDEr-D, exact`);
  for (const point of curve)
    say(
      `${column(point.seconds, 1)} ${column(point.epoch, 0)} ${column(point.step, 0)} ${column(point.pictures, 0)} ${column(point.validationLoss, 4)} ${column(point.cider, 3)} ${column(point.exactMatch, 3)}`,
    );
}

function printScores(name: string, { cider, intervals, bleu4, exact, pictures, examples }: TestScores): void {
  const range = intervals ? ` (${intervals.cider.low.toFixed(3)}-${intervals.cider.high.toFixed(3)})` : "";
  say(
    `${name} on ${pictures} pictures: CIDEr-D ${cider.toFixed(3)}${range}, BLEU-4 ${bleu4.toFixed(3)}, exact ${exact} (${((100 * exact) / Math.max(1, pictures)).toFixed(1)} %)`,
  );
  for (const example of examples) say(`    ${example}`);
}

interface Outcome extends RecipeResult {
  readonly test: TestScores;
}

async function race(engine: EngineSummary, work: string): Promise<Record<string, Outcome>> {
  const folder = path.join(work, "demo");
  await generateDemo(folder, { pictures: Number(args.pictures), seed: 1 });
  const version = await importFolder(folder, work, "demo");
  const outcomes: Record<string, Outcome> = {};
  for (const recipe of [CAPSTAN, CATR].filter(({ name }) => args.only.split(",").includes(name))) {
    const place = { version, engine, folder: work };
    const epochs = await epochsWithin(place, recipe);
    say(`\n${recipe.name}: ${epochs} epochs within ${budgetSeconds} s`);
    const overrides = {
      ...recipe.overrides,
      "schedule.epochs": Math.max(1, epochs - Number(args["self-critical"]) * Number(recipe === CAPSTAN)),
    };
    const result = await trainRecipe(place, { ...recipe, overrides }, { seconds: budgetSeconds }, say);
    printCurve(recipe.name, result.curve);
    say(`${recipe.name}: ${result.steps} steps in ${result.seconds.toFixed(1)} s`);
    outcomes[recipe.name] = { ...result, test: await scoreCheckpoint(result.checkpoint, version, "test", recipe.beamWidth) };
    printScores(`${recipe.name}, test split,`, outcomes[recipe.name]!.test);
  }
  return outcomes;
}

/** Both presets as they are, on photos: two steps of two pictures. What counts is that nothing breaks between import and score. */
async function photos(engine: EngineSummary, work: string): Promise<void> {
  const version = await importFolder(args.coco, work, "photos");
  const few = {
    "optimizer.batchSize": 2,
    "schedule.limit": 4,
    "schedule.epochs": 1,
    "checkpoint.everySteps": 0,
    "text.vocabularySize": 1000,
  } as const;
  for (const preset of ["capstan", "catr"]) {
    const recipe = { name: `photos-${preset}`, preset, overrides: few, beamWidth: preset === "capstan" ? 3 : 1 };
    const { steps, seconds, checkpoint } = await trainRecipe({ version, engine, folder: work }, recipe, { steps: 2 }, say);
    say(`${recipe.name}: ${steps} steps in ${seconds.toFixed(1)} s`);
    printScores(recipe.name, await scoreCheckpoint(checkpoint, version, "val", recipe.beamWidth, 4));
  }
}

const work = await mkdtemp(path.join(os.tmpdir(), "capstan-recipes-bench-"));
try {
  const engine = await prepareEngine({ choice: args.engine as "auto" });
  say(`Engine: ${engine.name}, ${engine.device}, ${engine.precision}`);
  const outcomes = budgetSeconds > 0 ? await race(engine, work) : {};
  const { capstan, catr } = outcomes;
  if (capstan && catr)
    say(
      `\nCIDEr-D on unseen pictures after ${budgetSeconds} s: capstan ${capstan.test.cider.toFixed(3)}, catr ${catr.test.cider.toFixed(3)}; exact ${capstan.test.exact} and ${catr.test.exact} of ${capstan.test.pictures}`,
    );
  if (args.json !== undefined) await writeFile(args.json, JSON.stringify({ engine, budgetSeconds, outcomes }, null, 2));
  if (args["no-coco"]) say("Photos were not asked for.");
  else if (existsSync(args.coco)) await photos(engine, work);
  else say(`Photos skipped: there is no COCO folder at ${args.coco}. Name one with --coco.`);
} finally {
  await rm(work, { recursive: true, force: true });
}
