/** @file Settings of checkpoints and logs. */
import type { Field } from "../field.ts";

export const CHECKPOINT_FIELDS = [
  {
    path: "checkpoint.save",
    type: "boolean",
    default: true,
    label: "Save checkpoints",
    catrName: "no_save",
    help: "Off: nothing is written, and a dead runner begins again. CATR's --no_save.",
  },
  {
    path: "checkpoint.everyEpochs",
    type: "integer",
    default: 5,
    min: 0,
    max: 10000,
    unit: "epochs",
    label: "Keep every",
    help: "A PERIODIC checkpoint each so many epochs, kept beside LATEST and BEST; 0 keeps none.",
  },
  {
    path: "checkpoint.everySteps",
    type: "integer",
    default: 1000,
    min: 0,
    max: 1000000,
    unit: "steps",
    label: "Latest every",
    help: "Also writes LATEST within an epoch each so many steps, so that a crash costs little; 0: only at the end of an epoch.",
  },
  {
    path: "checkpoint.logStep",
    type: "integer",
    default: 100,
    min: 1,
    max: 1000000,
    unit: "steps",
    label: "Log every",
    catrName: "log_step",
    help: "A log line each so many steps. The chart shows every step regardless.",
  },
  {
    path: "checkpoint.samples",
    type: "integer",
    default: 6,
    min: 0,
    max: 64,
    unit: "pictures",
    label: "Sample captions",
    help: "Validation pictures that are captioned after each epoch, always the same ones.",
  },
] as const satisfies readonly Field[];
