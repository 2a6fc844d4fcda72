/** @file One training from start, or from where it was, to its end. Says everything through `emit`; throws nothing. */
import path from "node:path";
import { createBackgroundBatches } from "@capstan/dataset/background-batches";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { removeUnfinished } from "./checkpoint-folder.ts";
import { CheckpointWriter } from "./checkpoint-writer.ts";
import { prepareRun, type PreparedRun } from "./prepare-run.ts";
import type { TrainOptions } from "./train-options.ts";
import type { TrainerEvent } from "./trainer-event.ts";
import { failureOf } from "./training-failure.ts";
import { TrainingLog } from "./training-history.ts";
import { Training } from "./training.ts";

/** Resolves after the last event, which is `finished` or `failed`. */
export async function train(options: TrainOptions): Promise<void> {
  const { config, version, signal } = options;
  const writer = new CheckpointWriter();
  let log: TrainingLog | null = null;
  let run: PreparedRun | null = null;
  const closing: (() => Promise<void>)[] = [() => writer.close()];
  /** What is said is also in the log file. */
  const emit = async (event: TrainerEvent): Promise<void> => {
    if (event.type === "log") await log?.line(event.message);
    // Its disk may be what failed: that must be said all the same.
    if (event.type === "failed") await log?.line(`${event.message} ${event.advice}`).catch(() => undefined);
    await options.emit(event);
  };
  try {
    await removeUnfinished(options.folder);
    log = await TrainingLog.open(options.logFolder ?? path.join(options.folder, "logs"));
    const engine = options.engine ?? (await prepareEngine());
    run = await prepareRun(options);
    const shared = { version, vocabulary: run.vocabulary, config, seed: config.schedule.seed };
    const batches = createBackgroundBatches({ ...shared, split: "train" });
    closing.push(() => batches.close());
    const hasValidation = version.manifest.pictures.some(({ split }) => split === "val");
    const validation = hasValidation ? createBackgroundBatches({ ...shared, split: "val" }) : null;
    closing.push(async () => validation?.close());
    await new Training({ ...options, emit, engine, batches, validation, writer, log }, run).run();
  } catch (error) {
    if (signal.aborted) await emit({ type: "finished", endReason: null, requested: "CANCEL", step: run?.state.step ?? 0 });
    else await emit(failureOf(error));
  } finally {
    await Promise.allSettled(closing.map((close) => close()));
    run?.optimizer.dispose();
    run?.model.dispose();
  }
}
