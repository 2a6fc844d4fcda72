/** @file Declares a backbone's weights under torchvision's names, as CATR's checkpoints have them. */
import { heFanIn, heFanOut } from "../initial-values.ts";
import { declare, type ParameterTable } from "../parameter.ts";
import type { BackbonePlan, ConvPlan } from "./architecture.ts";

export const BODY = "backbone.0.body.";

/**
 * Enters every convolution and norm of `plan`.
 *
 * Weights start at He's scale. The last norm of a residual block with frozen norms starts small: a frozen norm does not tame
 * random weights, and the signal would double with each block. Norms that train need no such care.
 */
export function declareBackbone(table: ParameterTable, plan: BackbonePlan, seed: number): void {
  const blocks = plan.stages.reduce((count, stage) => count + stage.length, 0);
  const declareConv = (prefix: string, conv: ConvPlan, stage: number, role: "last" | "inner"): void => {
    const { kernel, inputs, outputs } = conv;
    const frozen = plan.norm === "frozen";
    declare(table, seed, {
      name: `${prefix}${conv.conv}.weight`,
      torchShape: [outputs, inputs, kernel, kernel],
      layout: "conv",
      group: "backbone",
      stage,
      initial: frozen ? heFanOut(kernel, outputs) : heFanIn(kernel, inputs),
    });
    const norm = `${prefix}${conv.norm}`;
    const common = { torchShape: [outputs], group: "backbone", stage, isNormOrBias: true } as const;
    const scale = frozen && role === "last" ? 1 / Math.sqrt(blocks) : 1;
    declare(table, seed, { ...common, name: `${norm}.weight`, initial: { value: scale }, trainable: !frozen });
    declare(table, seed, { ...common, name: `${norm}.bias`, initial: { value: 0 }, trainable: !frozen });
    declare(table, seed, { ...common, name: `${norm}.running_mean`, initial: { value: 0 }, trainable: false });
    declare(table, seed, { ...common, name: `${norm}.running_var`, initial: { value: 1 }, trainable: false });
  };
  declareConv(BODY, plan.stem, 0, "inner");
  for (const [i, stage] of plan.stages.entries()) {
    for (const block of stage) {
      for (const conv of block.convs) declareConv(`${BODY}${block.name}.`, conv, i + 1, conv === block.convs.at(-1) ? "last" : "inner");
      if (block.downsample) declareConv(`${BODY}${block.name}.`, block.downsample, i + 1, "inner");
    }
  }
}
