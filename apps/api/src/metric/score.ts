/** @file Score: a measured quality by its name. Stored as an object of values by name. */
import { AppError } from "@capstan/run/error-code";
import { METRIC_NAME_PATTERN } from "@capstan/run/metric-name";
import { z } from "zod";
import { builder } from "../schema/builder.ts";

export interface Score {
  readonly name: string;
  /** null = not finite */
  readonly value: number | null;
}
const Scores = z.record(z.string(), z.number().nullable());

export const parseScores = (stored: unknown): Score[] => Object.entries(Scores.parse(stored)).map(([name, value]) => ({ name, value }));

/** @throws {AppError} INVALID_INPUT for a name that could be no metric's. */
export function scoresByName(scores: readonly { readonly name: string; readonly value?: number | null }[], path: readonly string[]): Record<string, number | null> {
  for (const { name } of scores) {
    if (METRIC_NAME_PATTERN.test(name)) continue;
    throw new AppError("INVALID_INPUT", `“${name.slice(0, 40)}” is not a score's name: at most 40 letters and digits, a small letter first.`, { path });
  }
  return Object.fromEntries(scores.map(({ name, value }) => [name, value ?? null]));
}

export const ScoreRef = builder.objectRef<Score>("Score").implement({
  description: "A measured quality of the model's captions.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "bleu4, rougeL, cider, ..." }),
    value: t.exposeFloat("value", { nullable: true, description: "null: not finite." }),
  }),
});
export const ScoreInput = builder.inputType("ScoreInput", {
  description: "A measured quality of the model's captions.",
  fields: (t) => ({
    name: t.string({ required: true, description: "bleu4, rougeL, cider, ..." }),
    value: t.float({ description: "null: not finite." }),
  }),
});
