/** @file The loop of a run: epochs of steps, validations, checkpoints, and what is asked of it meanwhile. */
import { setImmediate as yieldToEvents } from "node:timers/promises";
import { STAGES } from "@capstan/captioner/caption-model";
import { CiderReward } from "@capstan/caption-score/cider-reward";
import type { Batch, Batches } from "@capstan/dataset/batches";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import type { EndReason, RunRequest } from "@capstan/run/status";
import { BackgroundCheckpoints } from "./background-checkpoints.ts";
import type { CheckpointWriter } from "./checkpoint-writer.ts";
import { etaMessage, forecast, nothingFits, shortage } from "./forecast.ts";
import { judgeEpoch } from "./judge-epoch.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { selfCriticalGradients } from "./self-critical-step.ts";
import { NothingFits, withPiecesThatFit } from "./split-batch.ts";
import type { TrainOptions } from "./train-options.ts";
import type { TrainingLog } from "./training-history.ts";
import { beginEpoch, beginSelfCritical, frozenStagesOf, isSelfCritical, rateFactor, totalEpochs, totalSteps } from "./training-stages.ts";
import { applyStep, captionGradients, type StepGradients } from "./training-step.ts";
import { validate, type Validation } from "./validation.ts";
import { collapseWarning, ExplosionWatch, FEW_PICTURES, notFinite } from "./watch-training.ts";

interface TrainingParts extends TrainOptions {
  readonly engine: EngineSummary;
  readonly batches: Batches;
  /** Null when the version has no validation pictures. */
  readonly validation: Batches | null;
  readonly writer: CheckpointWriter;
  readonly log: TrainingLog;
}

interface End {
  readonly endReason: EndReason | null;
  readonly requested: RunRequest | null;
}

/** The step of an attempt that is measured: the first one also warms the engine up. */
const MEASURED_STEP = 2;

export class Training {
  readonly #parts: TrainingParts;
  readonly #run: PreparedRun;
  readonly #stepsPerEpoch: number;
  readonly #explosion: ExplosionWatch;
  #reward: CiderReward | null = null;
  readonly #checkpoints: BackgroundCheckpoints;
  #stepsHere = 0;
  #estimatedSeconds: number | null = null;
  #waitedMs = 0;
  /** The next epoch, which is read while this one is validated. */
  #coming: { readonly epoch: number; readonly batches: AsyncIterable<Batch> } | null = null;

  constructor(parts: TrainingParts, run: PreparedRun) {
    this.#parts = parts;
    this.#run = run;
    this.#stepsPerEpoch = Math.ceil(parts.batches.stepsPerEpoch / parts.config.optimizer.accumulate);
    this.#explosion = new ExplosionWatch(run.model.spec.vocabularySize);
    this.#checkpoints = new BackgroundCheckpoints(parts, run);
  }

  async run(): Promise<void> {
    const { config, emit, engine } = this.#parts;
    const { state, model } = this.#run;
    await emit({
      type: "started",
      step: state.step,
      totalSteps: this.#totalSteps,
      totalEpochs: totalEpochs(config.schedule, state),
      stepsPerEpoch: this.#stepsPerEpoch,
      parameters: model.parameterCount,
      engine,
    });
    await this.#logBeginning();
    let end: End | null = null;
    try {
      while (!end && state.epoch < totalEpochs(config.schedule, state)) end = await this.#epoch();
    } catch (error) {
      // What was written before the fault is what the next attempt goes on from.
      if (!this.#parts.signal.aborted) await this.#checkpoints.finish().catch(() => undefined);
      throw error;
    }
    await this.#checkpoints.finish();
    const { endReason, requested } = end ?? { endReason: "COMPLETED", requested: null };
    await emit({ type: "finished", endReason, requested, step: state.step });
  }

  get #totalSteps(): number {
    return totalSteps(this.#parts.config.schedule, this.#run.state, this.#stepsPerEpoch);
  }

  async #log(level: "info" | "warning", message: string): Promise<void> {
    await this.#parts.emit({ type: "log", level, message });
  }

  async #logBeginning(): Promise<void> {
    const { batches, validation, log, engine } = this.#parts;
    await this.#log("info", `Using ${engine.name}: ${engine.device}, ${engine.precision}. This log and history.json lie in ${log.folder}.`);
    for (const remark of this.#run.remarks) await this.#log("info", remark);
    const pictures = batches.pictures.length;
    if (pictures < FEW_PICTURES)
      await this.#log(
        "warning",
        `${pictures} training pictures are few: the captions will mostly repeat what these say. Use ${FEW_PICTURES} or more, or start from pretrained weights.`,
      );
    if (!validation)
      await this.#log(
        "warning",
        "The dataset has no validation pictures: BEST is judged by the training loss, and the run never stops early.",
      );
    const { message, isTight, stepSeconds } = await forecast(this.#run, batches, this.#totalSteps - this.#run.state.step);
    this.#estimatedSeconds = stepSeconds;
    await this.#log(isTight ? "warning" : "info", message);
  }

  /** From `state.stepInEpoch` to the epoch's end. Null: go on. */
  async #epoch(): Promise<End | null> {
    const { config, batches, signal, requested } = this.#parts;
    const { state } = this.#run;
    for (const remark of beginEpoch(this.#run)) await this.#log("info", remark);
    const started = performance.now();
    this.#waitedMs = 0;
    let waiting = performance.now();
    let pending: Batch[] = [];
    let seen = state.stepInEpoch * config.optimizer.accumulate;
    const coming = this.#coming?.epoch === state.epoch && seen === 0 ? this.#coming.batches : batches.epoch(state.epoch, seen);
    this.#coming = null;
    for await (const batch of coming) {
      seen++;
      pending.push(batch);
      if (pending.length < config.optimizer.accumulate && seen < batches.stepsPerEpoch) continue;
      await this.#step(pending, performance.now() - waiting);
      pending = [];
      // Between steps the process hears what others send it.
      await yieldToEvents();
      signal.throwIfAborted();
      await this.#checkpoints.tell();
      const end = await this.#answer(requested());
      if (end) return end;
      const { everySteps } = config.checkpoint;
      if (everySteps > 0 && state.step % everySteps === 0 && state.stepInEpoch < this.#stepsPerEpoch)
        await this.#save(["LATEST"], null, state.epoch);
      waiting = performance.now();
    }
    return this.#endEpoch(started);
  }

  async #step(batches: readonly Batch[], dataWaitMs: number): Promise<void> {
    const { config, emit } = this.#parts;
    const { state } = this.#run;
    const started = performance.now();
    const step = state.step + 1;
    for (const { fileName, reason } of batches.flatMap(({ skipped }) => skipped))
      await this.#log("warning", `Skipped ${fileName}: ${reason}`);
    const factor = rateFactor(this.#run, step, this.#stepsPerEpoch);
    const found = await this.#gradients(batches, step);
    const { gradientNorm, applied } = await applyStep({ ...this.#run, frozenStages: frozenStagesOf(this.#run) }, found, step, factor);
    const { loss } = found;
    const seconds = (performance.now() - started + dataWaitMs) / 1000;
    this.#waitedMs += dataWaitMs;
    if (applied) {
      state.step = step;
      state.stepInEpoch++;
      state.lossSum += loss;
    }
    const pictures = batches.reduce((sum, { B }) => sum + B, 0);
    const learningRate = config.optimizer.lr * factor;
    await emit({
      type: "step",
      step,
      epoch: state.epoch,
      values: finite({ loss, ...found.values, learningRate, gradientNorm, samplesPerSecond: pictures / seconds, dataWaitMs }),
    });
    if (!applied) throw notFinite(step, loss, gradientNorm, this.#fileNames(batches));
    this.#explosion.see(step, loss, this.#fileNames(batches));
    if (++this.#stepsHere === MEASURED_STEP) await this.#log("info", etaMessage(seconds, this.#estimatedSeconds, this.#totalSteps - step));
    if (step % config.checkpoint.logStep === 0)
      await this.#log(
        "info",
        `Step ${step} of ${this.#totalSteps}, epoch ${state.epoch}: loss ${loss.toFixed(4)}, ${(pictures / seconds).toFixed(1)} pictures/s.`,
      );
  }

  /** Of the step's loss or reward, in as many pieces as memory asks for. */
  async #gradients(batches: readonly Batch[], step: number): Promise<StepGradients> {
    const { config, signal } = this.#parts;
    const { state, model, vocabulary } = this.#run;
    const stepper = { ...this.#run, frozenStages: frozenStagesOf(this.#run) };
    const pictures = Math.max(...batches.map(({ B }) => B));
    const onSplit = async (split: number, cause: unknown): Promise<void> => {
      state.split = split;
      const norms =
        model.spec.backbone === "tiny" && stepper.frozenStages < STAGES ? ", except that the backbone's norms see one piece at a time" : "";
      const each = Math.ceil(pictures / split);
      await this.#log(
        "warning",
        `Memory ran out at step ${step} (${shortage(cause)}). From now on each batch of ${pictures} pictures goes through in pieces of ${each}, and their gradients are summed: ` +
          `the same loss and the same update${norms}, a little slower.`,
      );
    };
    try {
      return await withPiecesThatFit({ split: state.split, pictures, onSplit }, (split) => {
        if (!isSelfCritical(state)) return captionGradients(stepper, batches, step, split);
        const reward = (this.#reward ??= new CiderReward(
          this.#parts.batches.pictures.map(({ id, captions }) => ({ id, references: captions })),
        ));
        return selfCriticalGradients({ ...stepper, reward, vocabulary, config }, batches, step, split, signal);
      });
    } catch (error) {
      throw error instanceof NothingFits ? nothingFits(this.#run, this.#parts.batches, error) : error;
    }
  }

  #fileNames(batches: readonly Batch[]): string[] {
    const nameOf = new Map(this.#parts.batches.pictures.map(({ id, fileName }) => [id, fileName]));
    return batches.flatMap(({ pictureIds }) => pictureIds.map((id) => nameOf.get(id) ?? id));
  }

  async #answer(request: RunRequest | null): Promise<End | null> {
    if (request === null) return null;
    if (request === "CANCEL") return { endReason: null, requested: "CANCEL" };
    await this.#save(request === "STOP" ? ["LATEST", "FINAL"] : ["LATEST"], null, this.#run.state.epoch);
    return { endReason: request === "STOP" ? "STOPPED" : null, requested: request };
  }

  /** Validates, judges, saves. */
  async #endEpoch(started: number): Promise<End | null> {
    const { config, emit, log, requested } = this.#parts;
    const { schedule, checkpoint } = config;
    const { state } = this.#run;
    const trained = performance.now() - started;
    const trainLoss = state.stepInEpoch > 0 ? state.lossSum / state.stepInEpoch : Number.NaN;
    const next = state.epoch + 1;
    if (next < totalEpochs(schedule, state)) this.#coming = { epoch: next, batches: this.#parts.batches.epoch(next) };
    const validation = await this.#validate();
    const { epoch } = state;
    const better = judgeEpoch(schedule, state, validation, trainLoss);
    const learningRate = config.optimizer.lr * rateFactor(this.#run, Math.max(1, state.step), this.#stepsPerEpoch);
    const losses = finite({ trainLoss, validationLoss: validation?.loss ?? null });
    const record = { epoch, step: state.step, ...losses, scores: finite({ ...validation?.scores }), learningRate };
    state.history.push(record);
    await emit({ type: "epoch", ...record, intervals: validation?.intervals ?? {}, seconds: (performance.now() - started) / 1000 });
    await log.epoch(state.history, totalEpochs(schedule, state));
    for (const sample of validation?.samples ?? []) await emit({ type: "sample", epoch, step: state.step, ...sample });
    await this.#log(
      "info",
      `Epoch ${epoch} waited ${((100 * this.#waitedMs) / Math.max(1, trained)).toFixed(1)} % of its training time for data.`,
    );
    const warning = validation && collapseWarning(validation, epoch);
    if (warning) await this.#log("warning", warning);

    state.epoch++;
    state.stepInEpoch = 0;
    state.lossSum = 0;
    const isOutOfPatience = validation !== null && schedule.patience > 0 && state.epochsWithoutBetter >= schedule.patience;
    let early = isOutOfPatience && state.epoch < totalEpochs(schedule, state);
    if (early && schedule.selfCriticalEpochs > 0 && state.selfCriticalFrom === null) {
      early = false;
      beginSelfCritical(state);
    }
    const request = requested();
    if (request === "CANCEL") return { endReason: null, requested: request };
    const isLast = state.epoch >= totalEpochs(schedule, state);
    const periodic = checkpoint.everyEpochs > 0 && state.epoch % checkpoint.everyEpochs === 0;
    const stops = early || request === "STOP" || isLast;
    const kinds: CheckpointKind[] = ["LATEST"];
    if (better) kinds.push("BEST");
    if (periodic) kinds.push("PERIODIC");
    if (stops) kinds.push("FINAL");
    await this.#save(kinds, validation, epoch);
    if (request !== null && !isLast) return { endReason: request === "STOP" ? "STOPPED" : null, requested: request };
    return early ? { endReason: "EARLY_STOPPED", requested: null } : null;
  }

  async #validate(): Promise<Validation | null> {
    const { validation: batches, config, engine, signal } = this.#parts;
    if (!batches) return null;
    const { model, optimizer, state } = this.#run;
    optimizer.swapAverage();
    model.weightsChanged();
    try {
      return await validate({
        model,
        batches,
        config,
        engine: engine.name,
        picturesPerEpoch: this.#parts.batches.picturesPerEpoch,
        split: state.split,
        signal,
      });
    } catch (error) {
      throw error instanceof NothingFits ? nothingFits(this.#run, this.#parts.batches, error) : error;
    } finally {
      optimizer.swapAverage();
      model.weightsChanged();
    }
  }

  /** @param epoch that it was written in, which is over when `validation` is there. */
  async #save(kinds: readonly CheckpointKind[], validation: Validation | null, epoch: number): Promise<void> {
    if (!this.#parts.config.checkpoint.save) return;
    const loss = finite({ validationLoss: validation?.loss ?? null });
    await this.#checkpoints.save({
      kinds,
      epoch,
      ...loss,
      scores: finite({ ...validation?.scores }),
      intervals: validation?.intervals ?? {},
    });
  }
}

/** A number that is not finite crosses as null. */
function finite<T extends Record<string, number | null>>(values: T): { [K in keyof T]: number | null } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null])) as {
    [K in keyof T]: number | null;
  };
}
