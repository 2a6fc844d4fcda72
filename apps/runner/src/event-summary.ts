import type { TrainerEvent } from "@capstan/trainer/trainer-event";

/** The few words of an event that belong in the daemon's log. */
export function summarizeEvent(event: TrainerEvent): Record<string, unknown> {
  switch (event.type) {
    case "started":
      return { step: event.step, totalSteps: event.totalSteps, engine: event.engine.name, device: event.engine.device };
    case "epoch":
      return { epoch: event.epoch, trainLoss: event.trainLoss, validationLoss: event.validationLoss, seconds: event.seconds };
    case "checkpoint":
      return { step: event.step, kinds: event.kinds };
    case "sample":
      return { picture: event.pictureId, text: event.text };
    case "finished":
      return { step: event.step, endReason: event.endReason, requested: event.requested };
    default:
      return {};
  }
}
