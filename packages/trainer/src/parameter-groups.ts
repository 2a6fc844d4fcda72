/** @file Which weights train, and at which rate and decay. */
import { STAGES, type CaptionModel } from "@capstan/captioner/caption-model";
import type { Parameter } from "@capstan/captioner/parameter";
import type { TrainingConfig } from "@capstan/training-config/config";

export interface TrainedParameter {
  readonly parameter: Parameter;
  /** Peak learning rate. */
  readonly lr: number;
  readonly weightDecay: number;
}

export interface ParameterGroups {
  readonly trained: readonly TrainedParameter[];
  /** The first so many backbone stages do not train; their output needs no gradient. */
  readonly frozenStages: number;
  /** What was decided against the configuration, and why: for the run's log. */
  readonly remarks: readonly string[];
}

/** Backbones without frozen norms, made to learn from random weights. */
const learnsFromScratch = (model: CaptionModel): boolean => model.spec.backbone === "tiny";

/**
 * CATR's two groups and freeze rules, except that a backbone of random weights is never frozen nor held back: nothing
 * could be learned from what it sees.
 * @param pretrained whether the backbone's weights were trained before.
 */
export function groupParameters(model: CaptionModel, { optimizer }: TrainingConfig, pretrained: boolean): ParameterGroups {
  const remarks: string[] = [];
  let lrBackbone = optimizer.lrBackbone;
  let frozenStages = 0;
  if (pretrained) {
    frozenStages = lrBackbone <= 0 ? STAGES : optimizer.freezeStem && !learnsFromScratch(model) ? 2 : 0;
  } else if (model.spec.backbone !== "features" && (lrBackbone < optimizer.lr || (optimizer.freezeStem && !learnsFromScratch(model)))) {
    lrBackbone = Math.max(lrBackbone, optimizer.lr);
    remarks.push(
      `The backbone starts from random weights, so all of it trains, at ${lrBackbone}. Start from pretrained weights to freeze parts of it or to train it slowly.`,
    );
  }
  const trained = [...model.parameters.values()]
    .filter((parameter) => parameter.trainable && !(parameter.group === "backbone" && (lrBackbone <= 0 || (parameter.stage ?? STAGES) < frozenStages)))
    .map((parameter): TrainedParameter => ({
      parameter,
      lr: parameter.group === "backbone" ? lrBackbone : optimizer.lr,
      weightDecay: parameter.isNormOrBias && !optimizer.decayNormsAndBiases ? 0 : optimizer.weightDecay,
    }));
  return { trained, frozenStages, remarks };
}
