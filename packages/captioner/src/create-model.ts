/** @file Builds a captioner with seeded random weights. */
import { backbonePlan } from "./backbone/architecture.ts";
import { declareBackbone } from "./backbone/backbone-parameters.ts";
import { CaptionModel } from "./caption-model.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { ParameterTable } from "./parameter.ts";
import { declareTransformer } from "./transformer/transformer-parameters.ts";

/**
 * A model whose weights depend on `spec` and `seed` only. The caller owns it: `dispose()` when done.
 * @throws {RangeError} when the spec names no feature width for ready-made features, or heads do not divide the width.
 */
export function createModel(spec: ModelSpec, seed: number): CaptionModel {
  if (spec.hiddenDim % spec.heads !== 0) throw new RangeError(`hiddenDim ${spec.hiddenDim} is not a multiple of heads ${spec.heads}.`);
  const table: ParameterTable = new Map();
  const plan = spec.backbone === "features" ? null : backbonePlan(spec.backbone, spec.dilation);
  const featureChannels = plan?.featureChannels ?? spec.featureChannels;
  if (featureChannels === undefined) throw new RangeError("A model over ready-made features needs featureChannels.");
  if (plan) declareBackbone(table, plan, seed);
  declareTransformer(table, spec, featureChannels, seed);
  return new CaptionModel(spec, plan, table);
}
