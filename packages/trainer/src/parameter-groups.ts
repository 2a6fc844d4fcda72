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
  /** What trains from the first step on. */
  readonly first: readonly TrainedParameter[];
  /** What joins when `optimizer.unfreezeEpoch` begins. */
  readonly later: readonly TrainedParameter[];
  /** The first so many backbone stages do not train; their output needs no gradient. */
  readonly frozenStages: number;
  /** As many once `later` has joined. */
  readonly frozenStagesLater: number;
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
  let { lrBackbone, unfreezeEpoch } = optimizer;
  let frozenStages = 0;
  if (model.spec.backbone === "features") unfreezeEpoch = 0;
  if (pretrained) {
    frozenStages = lrBackbone <= 0 ? STAGES : optimizer.freezeStem && !learnsFromScratch(model) ? 2 : 0;
  } else if (
    model.spec.backbone !== "features" &&
    (unfreezeEpoch > 0 || lrBackbone < optimizer.lr || (optimizer.freezeStem && !learnsFromScratch(model)))
  ) {
    lrBackbone = Math.max(lrBackbone, optimizer.lr);
    unfreezeEpoch = 0;
    remarks.push(
      `The backbone starts from random weights, so all of it trains from the first step, at ${lrBackbone}. Start from pretrained weights to freeze it or parts of it, or to train it slowly.`,
    );
  }
  const trained = [...model.parameters.values()]
    .filter(
      (parameter) =>
        parameter.trainable && !(parameter.group === "backbone" && (lrBackbone <= 0 || (parameter.stage ?? STAGES) < frozenStages)),
    )
    .map((parameter): TrainedParameter => ({
      parameter,
      lr: parameter.group === "backbone" ? lrBackbone : optimizer.lr,
      weightDecay: parameter.isNormOrBias && !optimizer.decayNormsAndBiases ? 0 : optimizer.weightDecay,
    }));
  if (unfreezeEpoch === 0) return { first: trained, later: [], frozenStages, frozenStagesLater: frozenStages, remarks };
  const isLater = ({ parameter }: TrainedParameter): boolean => parameter.group === "backbone";
  remarks.push(`The backbone is frozen for the first ${unfreezeEpoch} ${unfreezeEpoch === 1 ? "epoch" : "epochs"}.`);
  return {
    first: trained.filter((one) => !isLater(one)),
    later: trained.filter(isLater),
    frozenStages: STAGES,
    frozenStagesLater: frozenStages,
    remarks,
  };
}
