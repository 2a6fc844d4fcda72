/** @file The stages of a run: the backbone frozen, then trained; captions learned by loss, then by reward. */
import type { TrainingConfig } from "@capstan/training-config/config";
import { learningRateFactor } from "./learning-rate.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { TrainingState } from "./training-state.ts";

type Schedule = TrainingConfig["schedule"];

/** Epochs of the whole run, as far as is known: early stopping may cut the first stage short. */
export const totalEpochs = (schedule: Schedule, { selfCriticalFrom }: TrainingState): number =>
  (selfCriticalFrom?.epoch ?? schedule.epochs) + schedule.selfCriticalEpochs;

export const totalSteps = (schedule: Schedule, state: TrainingState, stepsPerEpoch: number): number =>
  totalEpochs(schedule, state) * stepsPerEpoch;

export const isSelfCritical = ({ selfCriticalFrom, epoch }: TrainingState): boolean =>
  selfCriticalFrom !== null && epoch >= selfCriticalFrom.epoch;

export const frozenStagesOf = ({ groups, state }: PreparedRun): number =>
  state.unfrozenAtStep === null ? groups.frozenStages : groups.frozenStagesLater;

/** The share of its peak learning rate that each weight takes at `step` (from 1). */
export function rateFactor({ config, state }: PreparedRun, step: number, stepsPerEpoch: number): number {
  const { schedule, optimizer } = config;
  if (isSelfCritical(state)) return optimizer.lrSelfCritical / optimizer.lr;
  const { epoch, plateauDrops } = state;
  return learningRateFactor(schedule, { step, totalSteps: schedule.epochs * stepsPerEpoch, epoch, plateauDrops });
}

/** Ends the loss's stage: what follows is judged anew. */
export function beginSelfCritical(state: TrainingState): void {
  state.selfCriticalFrom = { epoch: state.epoch, step: state.step };
  state.epochsWithoutBetter = 0;
}

/** Makes the changes that are due when `state.epoch` begins. @returns what to say of them. */
export function beginEpoch({ config, state, groups, optimizer }: PreparedRun): string[] {
  const remarks: string[] = [];
  if (groups.later.length > 0 && state.unfrozenAtStep === null && state.epoch >= config.optimizer.unfreezeEpoch) {
    optimizer.join(groups.later, state.step);
    state.unfrozenAtStep = state.step;
    const rest = groups.frozenStagesLater > 0 ? " but its stem and first stage" : "";
    remarks.push(`The backbone${rest} trains from epoch ${state.epoch} on, at ${config.optimizer.lrBackbone}.`);
  }
  const { selfCriticalEpochs, epochs } = config.schedule;
  if (selfCriticalEpochs > 0 && state.selfCriticalFrom === null && state.epoch >= epochs) beginSelfCritical(state);
  if (state.selfCriticalFrom?.epoch === state.epoch && state.stepInEpoch === 0)
    remarks.push(
      `From epoch ${state.epoch} on, captions are drawn from the model and rewarded by their CIDEr-D; the loss is now that of the drawn captions.`,
    );
  return remarks;
}
