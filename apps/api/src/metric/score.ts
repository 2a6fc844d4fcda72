/** @file Score: a measured quality by its name. Stored as an object of values by name. */
import { AppError } from "@capstan/run/error-code";
import { METRIC_NAME_PATTERN } from "@capstan/run/metric-name";
import { z } from "zod";
import { builder } from "../schema/builder.ts";

export interface Score {
  readonly name: string;
  /** null = not finite */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}
interface Given {
  readonly name: string;
  readonly value?: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}
export type ScoreIntervals = Record<string, { readonly low: number; readonly high: number }>;

const Scores = z.record(z.string(), z.number().nullable());
const Intervals = z.record(z.string(), z.object({ low: z.number(), high: z.number() }));

/** As coco-caption lists them; jsonb keeps no order. */
const ORDER = ["bleu1", "bleu2", "bleu3", "bleu4", "meteor", "rougeL", "cider", "spice"];
const placeOf = (name: string): number => {
  const place = ORDER.indexOf(name);
  return place === -1 ? ORDER.length : place;
};

/** In coco-caption's order, others behind them. @param intervals as they are stored beside the scores. */
export function parseScores(scores: unknown, intervals: unknown): Score[] {
  const known = Intervals.parse(intervals);
  return Object.entries(Scores.parse(scores))
    .map(([name, value]) => ({ name, value, low: known[name]?.low ?? null, high: known[name]?.high ?? null }))
    .toSorted((a, b) => placeOf(a.name) - placeOf(b.name));
}

/** @throws {AppError} INVALID_INPUT for a name that could be no metric's. */
export function scoresByName(scores: readonly Given[], path: readonly string[]): Record<string, number | null> {
  for (const { name } of scores) {
    if (METRIC_NAME_PATTERN.test(name)) continue;
    throw new AppError(
      "INVALID_INPUT",
      `“${name.slice(0, 40)}” is not a score's name: at most 40 letters and digits, a small letter first.`,
      { path },
    );
  }
  return Object.fromEntries(scores.map(({ name, value }) => [name, value ?? null]));
}

/** The intervals of those scores that come with both ends. */
export const intervalsByName = (scores: readonly Given[]): ScoreIntervals =>
  Object.fromEntries(
    scores.flatMap(({ name, low, high }) => (typeof low === "number" && typeof high === "number" ? [[name, { low, high }]] : [])),
  );

export const ScoreRef = builder.objectRef<Score>("Score").implement({
  description: "A measured quality of the model's captions.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "bleu4, rougeL, cider, ..." }),
    value: t.exposeFloat("value", { nullable: true, description: "null: not finite." }),
    low: t.exposeFloat("low", {
      nullable: true,
      description: "Of the interval that 95 % of resampled sets of pictures score in; null: not taken.",
    }),
    high: t.exposeFloat("high", { nullable: true, description: "The interval's upper end; null: not taken." }),
  }),
});
export const ScoreInput = builder.inputType("ScoreInput", {
  description: "A measured quality of the model's captions.",
  fields: (t) => ({
    name: t.string({ required: true, description: "bleu4, rougeL, cider, ..." }),
    value: t.float({ description: "null: not finite." }),
    low: t.float({ description: "Lower end of its 95 % interval, where one was taken." }),
    high: t.float({ description: "Upper end." }),
  }),
});
