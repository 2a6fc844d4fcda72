/** @file One recipe trained within a budget of wall clock: its curve, and what it says of pictures that it never saw. */
import path from "node:path";
import { scoreWithIntervals, type ScoreIntervals } from "@capstan/caption-score/bootstrap";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { decodePicture } from "@capstan/dataset/decode-picture";
import type { OpenVersion } from "@capstan/dataset/open-version";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { train } from "@capstan/trainer/train";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { resolveConfig } from "@capstan/training-config/config";

export interface Recipe {
  readonly name: string;
  readonly preset: string;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** For the pictures of the test split. */
  readonly beamWidth: number;
}

export interface CurvePoint {
  /** Since the first step, validations included. */
  readonly seconds: number;
  readonly epoch: number;
  readonly step: number;
  /** Passes of a picture through the backbone. */
  readonly pictures: number;
  readonly validationLoss: number | null;
  readonly cider: number | null;
  readonly exactMatch: number | null;
}

export interface RecipeResult {
  readonly curve: readonly CurvePoint[];
  readonly seconds: number;
  readonly steps: number;
  /** The checkpoint to caption with; the last one when none was best. */
  readonly checkpoint: string;
}

interface Place {
  readonly version: OpenVersion;
  readonly engine: EngineSummary;
  readonly folder: string;
}

/** Where a run is stopped. */
interface Budget {
  /** Of wall clock, from the first step on. */
  readonly seconds?: number;
  readonly steps?: number;
}

/** Trains until the budget is over. @throws Error when the run fails. */
export async function trainRecipe(
  { version, engine, folder }: Place,
  recipe: Recipe,
  budget: Budget,
  say: (line: string) => void,
): Promise<RecipeResult> {
  const config = resolveConfig(recipe.preset, recipe.overrides);
  const curve: CurvePoint[] = [];
  let began: number | null = null;
  let pictures = 0;
  let steps = 0;
  let best = "";
  let latest = "";
  const seconds = (): number => (began === null ? 0 : (performance.now() - began) / 1000);
  const emit = (event: TrainerEvent): void => {
    switch (event.type) {
      case "log":
        if (
          event.level === "warning" ||
          event.message.startsWith("Estimated") ||
          event.message.startsWith("A step") ||
          event.message.includes(" waited ")
        )
          say(`  ${recipe.name}: ${event.message}`);
        // The forecast is the last word before the first step.
        if (event.message.startsWith("Estimated")) began = performance.now();
        return;
      case "step":
        steps = event.step;
        pictures += config.optimizer.batchSize * config.optimizer.accumulate;
        return;
      case "epoch": {
        const { epoch, step, validationLoss, scores } = event;
        curve.push({
          seconds: seconds(),
          epoch,
          step,
          pictures,
          validationLoss,
          cider: scores["cider"] ?? null,
          exactMatch: scores["exactMatch"] ?? null,
        });
        return;
      }
      case "checkpoint":
        latest = event.folder;
        if (event.kinds.includes("BEST")) best = event.folder;
        return;
      case "failed":
        throw new Error(`${event.code}: ${event.message} ${event.advice}`);
      default:
        return;
    }
  };
  const requested = (): "STOP" | null =>
    seconds() >= (budget.seconds ?? Number.POSITIVE_INFINITY) || steps >= (budget.steps ?? Number.POSITIVE_INFINITY) ? "STOP" : null;
  await train({ config, version, engine, folder: path.join(folder, recipe.name), emit, requested, signal: new AbortController().signal });
  return { curve, seconds: seconds(), steps, checkpoint: best || latest };
}

export interface TestScores {
  readonly cider: number;
  readonly intervals: ScoreIntervals | null;
  readonly bleu4: number;
  /** Captions equal to a reference. */
  readonly exact: number;
  readonly pictures: number;
  readonly examples: readonly string[];
}

/** Captions of `split` by a checkpoint: scores and examples. */
export async function scoreCheckpoint(
  checkpoint: string,
  version: OpenVersion,
  split: "val" | "test",
  beamWidth: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<TestScores> {
  const plain = (caption: string): string => caption.toLowerCase().replace(/[\s.]+$/, "");
  const captioner = await loadCaptioner(checkpoint);
  const items: { hypothesis: string; references: readonly string[] }[] = [];
  for (const picture of version.manifest.pictures.filter((one) => one.split === split).slice(0, limit)) {
    const decoded = await decodePicture(await version.read(picture), captioner.pictureSize);
    const { candidates } = await captioner.caption(decoded, {
      strategy: beamWidth > 1 ? "BEAM" : "GREEDY",
      beamWidth,
      candidates: 1,
      attention: false,
    });
    items.push({ hypothesis: candidates[0]!.text, references: picture.captions });
  }
  captioner.dispose();
  const { cider, bleu4, intervals } = scoreWithIntervals(items);
  const exact = items.filter(({ hypothesis, references }) => references.map(plain).includes(plain(hypothesis))).length;
  return {
    cider,
    bleu4,
    intervals,
    exact,
    pictures: items.length,
    examples: items.slice(0, 3).map(({ hypothesis, references }) => `“${hypothesis.slice(0, 80)}” (${references[0]})`),
  };
}
