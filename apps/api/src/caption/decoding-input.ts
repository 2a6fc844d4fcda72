/** @file DecodingInput: how a caption is searched for, checked. */
import type { Decoding } from "@capstan/captioner/decoding";
import { AppError } from "@capstan/run/error-code";
import { builder } from "../schema/builder.ts";

const BEAMS_MAX = 10;
/** Positions of the longest model that the settings allow; a model's own limit is often lower, and counts as well. */
const LENGTH_MAX = 512;
const PENALTY_MAX = 5;

const DecodingStrategyEnum = builder.enumType("DecodingStrategy", {
  description: "How captions are searched for.",
  values: {
    GREEDY: { description: "The most probable token at each place: one caption, fast." },
    BEAM: { description: "The best of several captions kept alive: slower, often better." },
  } as const,
});

export const DecodingInput = builder.inputType("DecodingInput", {
  description: "How captions are searched for.",
  fields: (t) => ({
    strategy: t.field({ type: DecodingStrategyEnum, defaultValue: "GREEDY", description: "GREEDY, or BEAM." }),
    beamWidth: t.int({ defaultValue: 3, description: "For BEAM: captions kept alive at each token, 1 to 10." }),
    maxLength: t.int({ description: "Tokens at most; the model's own limit when left out." }),
    lengthPenalty: t.float({ description: "For BEAM: captions are ranked by log-probability / length ^ lengthPenalty, 0 to 5." }),
    candidates: t.int({ defaultValue: 1, description: "Captions to answer, best first; at most beamWidth, and 1 for GREEDY." }),
    attention: t.boolean({ defaultValue: false, description: "Also where in the picture the model looked at each token." }),
    catrExact: t.boolean({
      defaultValue: false,
      description: "As CATR's predict.py: the picture is not padded to the square of training. For weights that CATR trained; GREEDY only.",
    }),
  }),
});
export type DecodingWishes = typeof DecodingInput.$inferInput;

function check(name: string, value: number, min: number, max: number, isWhole = true): number {
  if (Number.isFinite(value) && value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  throw new AppError("INVALID_INPUT", `${name} is between ${min} and ${max}, not ${value}.`, { path: ["decoding", name] });
}

/** What left-out and null wishes mean. @throws {AppError} INVALID_INPUT for what cannot be. */
export function decodingOf(wishes: DecodingWishes | null | undefined): Decoding {
  const { strategy, beamWidth, maxLength, lengthPenalty, candidates, attention, catrExact } = wishes ?? {};
  const isBeam = strategy === "BEAM";
  if (isBeam && catrExact)
    throw new AppError("INVALID_INPUT", "catrExact is greedy, as CATR is. Leave out BEAM or catrExact.", {
      path: ["decoding", "catrExact"],
    });
  const beams = check("beamWidth", beamWidth ?? 3, 1, BEAMS_MAX);
  const width = isBeam ? beams : 1;
  const wanted = check("candidates", candidates ?? 1, 1, BEAMS_MAX);
  if (wanted > width) {
    const advice = isBeam ? `Raise beamWidth to ${wanted}, or ask for fewer.` : "Choose the strategy BEAM for several.";
    throw new AppError("INVALID_INPUT", `candidates is at most ${width} here, not ${wanted}. ${advice}`, {
      path: ["decoding", "candidates"],
    });
  }
  return {
    strategy: isBeam ? "BEAM" : "GREEDY",
    beamWidth: width,
    candidates: wanted,
    attention: attention ?? false,
    ...(catrExact ? { catrExact } : {}),
    ...(maxLength === null || maxLength === undefined ? {} : { maxLength: check("maxLength", maxLength, 1, LENGTH_MAX) }),
    ...(lengthPenalty === null || lengthPenalty === undefined
      ? {}
      : { lengthPenalty: check("lengthPenalty", lengthPenalty, 0, PENALTY_MAX, false) }),
  };
}
