/** @file Whole trainings of a very small model, for tests: what they said, and where they wrote. */
import path from "node:path";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { OpenVersion } from "@capstan/dataset/open-version";
import type { RunRequest } from "@capstan/run/status";
import { resolveConfig } from "@capstan/training-config/config";
import { train } from "../train.ts";
import type { TrainerEvent } from "../trainer-event.ts";

/** Everything that carries state from step to step is on: dropout, accumulation, averages, norms that train, augmentation. */
export const SMALL = {
  "model.hiddenDim": 16,
  "model.encoderLayers": 1,
  "model.decoderLayers": 1,
  "model.heads": 2,
  "model.feedForwardDim": 16,
  "model.dropout": 0.2,
  "picture.size": 32,
  "picture.augmentation": "crop",
  "text.captionsPerPicture": 2,
  "optimizer.batchSize": 4,
  "optimizer.accumulate": 2,
  "optimizer.emaDecay": 0.9,
  "schedule.epochs": 2,
  "schedule.warmupSteps": 2,
  "checkpoint.everySteps": 0,
} as const;

export interface Asked {
  readonly version: OpenVersion;
  readonly engine: EngineSummary;
  readonly folder: string;
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly resumeFrom?: string;
  readonly initialWeights?: string;
  readonly logFolder?: string;
  /** What is asked after this many steps. */
  readonly request?: { readonly after: number; readonly what: RunRequest };
  readonly onEvent?: (event: TrainerEvent) => void;
}

/** @returns every event, in order. */
export async function runTraining({ version, engine, folder, overrides, request, onEvent, ...rest }: Asked): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = [];
  let step = 0;
  await train({
    config: resolveConfig("demo", { ...SMALL, ...overrides }),
    version,
    engine,
    folder: path.resolve(folder),
    ...rest,
    emit: (event) => {
      events.push(event);
      if (event.type === "step") step = event.step;
      onEvent?.(event);
    },
    requested: () => (request && step >= request.after ? request.what : null),
    signal: new AbortController().signal,
  });
  return events;
}

export const eventsOf = <T extends TrainerEvent["type"]>(events: readonly TrainerEvent[], type: T): Extract<TrainerEvent, { type: T }>[] =>
  events.filter((event): event is Extract<TrainerEvent, { type: T }> => event.type === type);

export const lossesOf = (events: readonly TrainerEvent[]): (number | null)[] =>
  eventsOf(events, "step").map(({ values }) => values["loss"]!);

export const messagesOf = (events: readonly TrainerEvent[]): string[] => eventsOf(events, "log").map(({ message }) => message);
