/** @file One training from start, or from where it was, to its end. Says everything through `emit`; throws nothing. */
import { setImmediate as yieldToEvents } from "node:timers/promises";
import { type Batch, type Batches, createBatches } from "@capstan/dataset/batches";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import type { EndReason, RunRequest } from "@capstan/run/status";
import { removeUnfinished } from "./checkpoint-folder.ts";
import { learningRateFactor } from "./learning-rate.ts";
import { prepareRun, type PreparedRun, type RunSource } from "./prepare-run.ts";
import { saveRun } from "./saved-run.ts";
import type { TrainerEvent } from "./trainer-event.ts";
import { failureOf } from "./training-failure.ts";
import { trainStep } from "./training-step.ts";
import { validate, type Validation } from "./validation.ts";
import { collapseWarning, ExplosionWatch, FEW_PICTURES, notFinite } from "./watch-training.ts";

export interface TrainOptions extends RunSource {
  /** Checkpoints are written below it, each in a folder of its own. Whoever receives their events decides when one may go. */
  readonly folder: string;
  /** What `prepareEngine` returned; without it the trainer prepares the engine that suits this machine. */
  readonly engine?: EngineSummary;
  /** Awaited: a receiver that is slow slows the training, nothing is dropped. What it throws ends the training. */
  emit(event: TrainerEvent): void | Promise<void>;
  /** Looked at after each step. STOP and PAUSE write a checkpoint first, CANCEL does not. */
  requested(): RunRequest | null;
  /** Ends at once, as CANCEL does. */
  readonly signal: AbortSignal;
}

/** Resolves after the last event, which is `finished` or `failed`. */
export async function train(options: TrainOptions): Promise<void> {
  let run: PreparedRun | null = null;
  try {
    await removeUnfinished(options.folder);
    const engine = options.engine ?? (await prepareEngine());
    run = await prepareRun(options);
    await new Training({ ...options, engine }, run).run();
  } catch (error) {
    if (options.signal.aborted) await options.emit({ type: "finished", endReason: null, requested: "CANCEL", step: run?.state.step ?? 0 });
    else await options.emit(failureOf(error));
  } finally {
    run?.optimizer.dispose();
    run?.model.dispose();
  }
}

type Ready = TrainOptions & { readonly engine: EngineSummary };

interface End {
  readonly endReason: EndReason | null;
  readonly requested: RunRequest | null;
}

class Training {
  readonly #options: Ready;
  readonly #run: PreparedRun;
  readonly #batches: Batches;
  /** Null when the version has no validation pictures. */
  readonly #validation: Batches | null;
  readonly #stepsPerEpoch: number;
  readonly #explosion: ExplosionWatch;
  /** Step of the last checkpoint, so that none is written twice. */
  #savedStep = -1;

  constructor(options: Ready, run: PreparedRun) {
    const { config, version } = options;
    const shared = { version, vocabulary: run.vocabulary, config, seed: config.schedule.seed };
    this.#options = options;
    this.#run = run;
    this.#batches = createBatches({ ...shared, split: "train" });
    this.#validation = version.manifest.pictures.some(({ split }) => split === "val") ? createBatches({ ...shared, split: "val" }) : null;
    this.#stepsPerEpoch = Math.ceil(this.#batches.stepsPerEpoch / config.optimizer.accumulate);
    this.#explosion = new ExplosionWatch(run.model.spec.vocabularySize);
  }

  async run(): Promise<void> {
    const { config, emit, engine } = this.#options;
    const { state } = this.#run;
    this.#savedStep = state.step;
    await emit({
      type: "started",
      step: state.step,
      totalSteps: this.#totalSteps,
      totalEpochs: config.schedule.epochs,
      stepsPerEpoch: this.#stepsPerEpoch,
      parameters: this.#run.model.parameterCount,
      engine,
    });
    await this.#logBeginning();
    let end: End | null = null;
    while (!end && state.epoch < config.schedule.epochs) end = await this.#epoch();
    const { endReason, requested } = end ?? { endReason: "COMPLETED", requested: null };
    await emit({ type: "finished", endReason, requested, step: state.step });
  }

  get #totalSteps(): number {
    return this.#stepsPerEpoch * this.#options.config.schedule.epochs;
  }

  async #log(level: "info" | "warning", message: string): Promise<void> {
    await this.#options.emit({ type: "log", level, message });
  }

  async #logBeginning(): Promise<void> {
    for (const remark of this.#run.remarks) await this.#log("info", remark);
    const pictures = this.#batches.pictures.length;
    if (pictures < FEW_PICTURES)
      await this.#log(
        "warning",
        `${pictures} training pictures are few: the captions will mostly repeat what these say. Use ${FEW_PICTURES} or more, or start from pretrained weights.`,
      );
    if (!this.#validation) await this.#log("warning", "The dataset has no validation pictures: BEST is judged by the training loss, and the run never stops early.");
  }

  /** From `state.stepInEpoch` to the epoch's end. Null: go on. */
  async #epoch(): Promise<End | null> {
    const { config } = this.#options;
    const { state } = this.#run;
    const started = performance.now();
    let waiting = performance.now();
    let pending: Batch[] = [];
    let seen = state.stepInEpoch * config.optimizer.accumulate;
    for await (const batch of this.#batches.epoch(state.epoch, seen)) {
      seen++;
      pending.push(batch);
      if (pending.length < config.optimizer.accumulate && seen < this.#batches.stepsPerEpoch) continue;
      const dataWaitMs = performance.now() - waiting;
      await this.#step(pending, dataWaitMs);
      pending = [];
      // Between steps the process hears what others send it.
      await yieldToEvents();
      this.#options.signal.throwIfAborted();
      const end = await this.#answer(this.#options.requested());
      if (end) return end;
      const { everySteps } = config.checkpoint;
      if (everySteps > 0 && state.step % everySteps === 0 && state.stepInEpoch < this.#stepsPerEpoch) await this.#save(["LATEST"], null);
      waiting = performance.now();
    }
    return this.#endEpoch(started);
  }

  async #step(batches: readonly Batch[], dataWaitMs: number): Promise<void> {
    const { config, emit } = this.#options;
    const { state, model, optimizer, frozenStages } = this.#run;
    const started = performance.now();
    const step = state.step + 1;
    for (const { fileName, reason } of batches.flatMap(({ skipped }) => skipped)) await this.#log("warning", `Skipped ${fileName}: ${reason}`);
    const factor = learningRateFactor(config.schedule, { step, totalSteps: this.#totalSteps, epoch: state.epoch, plateauDrops: state.plateauDrops });
    const { loss, gradientNorm, applied } = await trainStep({ model, optimizer, config, frozenStages }, batches, step, factor);
    const seconds = (performance.now() - started + dataWaitMs) / 1000;
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
      values: finite({ loss, learningRate, gradientNorm, samplesPerSecond: pictures / seconds, dataWaitMs }),
    });
    if (!applied) throw notFinite(step, loss, gradientNorm, this.#fileNames(batches));
    this.#explosion.see(step, loss, this.#fileNames(batches));
    if (step % config.checkpoint.logStep === 0)
      await this.#log("info", `Step ${step} of ${this.#totalSteps}, epoch ${state.epoch}: loss ${loss.toFixed(4)}, ${(pictures / seconds).toFixed(1)} pictures/s.`);
  }

  #fileNames(batches: readonly Batch[]): string[] {
    const nameOf = new Map(this.#batches.pictures.map(({ id, fileName }) => [id, fileName]));
    return batches.flatMap(({ pictureIds }) => pictureIds.map((id) => nameOf.get(id) ?? id));
  }

  async #answer(request: RunRequest | null): Promise<End | null> {
    if (request === null) return null;
    if (request === "CANCEL") return { endReason: null, requested: "CANCEL" };
    await this.#save(request === "STOP" ? ["LATEST", "FINAL"] : ["LATEST"], null);
    return { endReason: request === "STOP" ? "STOPPED" : null, requested: request };
  }

  /** Validates, judges, saves. */
  async #endEpoch(started: number): Promise<End | null> {
    const { config, emit, engine, signal } = this.#options;
    const { state, model, optimizer } = this.#run;
    const trainLoss = state.stepInEpoch > 0 ? state.lossSum / state.stepInEpoch : Number.NaN;
    let validation: Validation | null = null;
    if (this.#validation) {
      optimizer.swapAverage();
      validation = await validate({ model, batches: this.#validation, config, engine: engine.name, picturesPerEpoch: this.#batches.picturesPerEpoch, signal });
      optimizer.swapAverage();
    }
    const epoch = state.epoch;
    const better = this.#judge(validation, trainLoss);
    const factor = learningRateFactor(config.schedule, { step: Math.max(1, state.step), totalSteps: this.#totalSteps, epoch, plateauDrops: state.plateauDrops });
    await emit({
      type: "epoch",
      epoch,
      step: state.step,
      ...finite({ trainLoss, validationLoss: validation?.loss ?? null }),
      scores: finite({ ...validation?.scores }),
      learningRate: config.optimizer.lr * factor,
      seconds: (performance.now() - started) / 1000,
    });
    for (const sample of validation?.samples ?? []) await emit({ type: "sample", epoch, step: state.step, ...sample });
    const warning = validation && collapseWarning(validation, epoch);
    if (warning) await this.#log("warning", warning);

    state.epoch++;
    state.stepInEpoch = 0;
    state.lossSum = 0;
    const early = validation !== null && config.schedule.patience > 0 && state.epochsWithoutBetter >= config.schedule.patience && state.epoch < config.schedule.epochs;
    const request = this.#options.requested();
    const stops = early || request === "STOP" || state.epoch >= config.schedule.epochs;
    const periodic = config.checkpoint.everyEpochs > 0 && state.epoch % config.checkpoint.everyEpochs === 0;
    if (request === "CANCEL") return { endReason: null, requested: request };
    await this.#save(["LATEST", ...(better ? ["BEST" as const] : []), ...(periodic ? ["PERIODIC" as const] : []), ...(stops ? ["FINAL" as const] : [])], validation);
    if (request !== null && state.epoch < config.schedule.epochs) return { endReason: request === "STOP" ? "STOPPED" : null, requested: request };
    return early ? { endReason: "EARLY_STOPPED", requested: null } : null;
  }

  /** Whether this epoch is the best so far; counts for early stopping and the plateau. */
  #judge(validation: Validation | null, trainLoss: number): boolean {
    const { schedule } = this.#options.config;
    const { state } = this.#run;
    const score = !validation ? trainLoss : schedule.monitor === "cider" ? -validation.scores.cider! : validation.loss;
    const better = Number.isFinite(score) && (state.bestScore === null || score < state.bestScore);
    if (better) state.bestScore = score;
    state.epochsWithoutBetter = better ? 0 : state.epochsWithoutBetter + 1;
    const loss = validation?.loss ?? trainLoss;
    if (state.plateauBest === null || loss < state.plateauBest) {
      state.plateauBest = loss;
      state.plateauStalled = 0;
    } else if (++state.plateauStalled > schedule.plateauPatience) {
      state.plateauDrops++;
      state.plateauStalled = 0;
    }
    return better;
  }

  async #save(kinds: readonly CheckpointKind[], validation: Validation | null): Promise<void> {
    const { config, folder, emit } = this.#options;
    if (!config.checkpoint.save) return;
    const { state } = this.#run;
    // A stop right after a checkpoint of the same step still says that it is the final one.
    if (this.#savedStep === state.step && kinds.every((kind) => kind === "LATEST")) return;
    const told = { kinds, epoch: state.epoch, ...finite({ validationLoss: validation?.loss ?? null }), scores: finite({ ...validation?.scores }) };
    const event = await saveRun(folder, this.#run, told);
    this.#savedStep = state.step;
    await emit(event);
  }
}

/** A number that is not finite crosses as null. */
function finite<T extends Record<string, number | null>>(values: T): { [K in keyof T]: number | null } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null])) as { [K in keyof T]: number | null };
}
