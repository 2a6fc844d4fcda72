/**
 * @file One attempt at one run, from the claim to its end. Starts the loops that keep it alive, prepares the data, watches
 * the trainer, and tells the API how it ended.
 *
 * Owns: the order of things. Does not own: how each is done (one file per loop), or which run comes next (main.ts).
 */
import { mkdir, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { SPOOL_BYTES_MAX } from "@capstan/run/protocol";
import type { RunRequest } from "@capstan/run/status";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { type ApiClient, ApiFailure } from "./api-client.ts";
import { CheckpointUploader } from "./checkpoint-uploader.ts";
import type { Claim } from "./claim-loop.ts";
import type { RunnerConfig } from "./config.ts";
import { describeLease, describeOutbox } from "./describe-loops.ts";
import { describeRelease, DrainClock, whyDraining } from "./drain.ts";
import { finishRun, releaseRun } from "./end-run.ts";
import { summarizeEvent } from "./event-summary.ts";
import { failureInput, judgeError } from "./failure.ts";
import type { EngineInput } from "./graphql/documents.generated.ts";
import type { HeldRun } from "./held-run.ts";
import { Lease, LeaseLost } from "./lease.ts";
import { keepLease } from "./lease-loop.ts";
import { type CheckpointSource, LocalCheckpoints } from "./local-checkpoints.ts";
import type { Logger } from "./log.ts";
import type { Failure } from "./machine-fault.ts";
import { sendReports } from "./outbox-loop.ts";
import { failed, judgeEnd, type Outcome } from "./outcome.ts";
import { prepareAttempt } from "./prepare-attempt.ts";
import { reportDamaged } from "./report-damaged.ts";
import { Reporter } from "./reporter.ts";
import { Spool } from "./spool.ts";
import type { StatusBoard } from "./status-board.ts";
import { Trainer } from "./trainer.ts";

export interface AttemptOptions {
  readonly api: ApiClient;
  readonly config: RunnerConfig;
  readonly claim: Claim;
  /** Monotonic; before the claim was sent. */
  readonly sentAtMs: number;
  readonly held: HeldRun;
  readonly log: Logger;
  readonly board: StatusBoard;
  readonly childEnv: NodeJS.ProcessEnv;
  readonly claimAgain: () => Promise<Claim | null>;
  /** Called when the API says, in the answer to a heartbeat, that somebody drains the runner. */
  readonly onDraining?: () => void;
  /** Called when a trainer says what it computes with. */
  readonly onEngine?: (engine: EngineInput) => void;
  /** Called when the attempt failed, before that is told to the API. */
  readonly onFailed?: (failure: Failure) => void;
  /** The trainer to start instead, for tests. */
  readonly trainerProgram?: string;
}

/** `kept`: the API could not be told in time; the next start goes on with the lease and the spool while they last. */
export type AttemptEnd = "finished" | "released" | "lost" | "kept";

export class Attempt {
  // set once
  readonly #options: AttemptOptions;
  readonly #runFolder: string;
  readonly #lease: Lease;
  readonly #over = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #broken = Promise.withResolvers<never>();
  // guarded: where the attempt stands
  #trainer: Trainer | null = null;
  #lastStep: number;

  constructor(options: AttemptOptions) {
    const { claim, config, sentAtMs } = options;
    this.#options = options;
    this.#runFolder = path.join(config.home, "runs", claim.runId);
    this.#lease = new Lease({ runId: claim.runId, leaseEpoch: claim.leaseEpoch }, sentAtMs, claim.leaseSeconds, (request) =>
      this.#onRequested(request),
    );
    this.#lastStep = claim.resumeFrom?.step ?? 0;
    // Awaited by race only; a failure after the end is of no interest.
    this.#broken.promise.catch(() => undefined);
  }

  /** What somebody asked of this run, from a push. */
  hear(runId: string | null, leaseEpoch: number | null, request: RunRequest): void {
    const { key } = this.#lease;
    if (runId === key.runId && (leaseEpoch === null || leaseEpoch === key.leaseEpoch)) this.#lease.hear(request);
  }

  #onRequested(request: RunRequest): void {
    this.#options.log.info({ request }, "somebody asked");
    this.#options.board.set("trainer", `asked to ${request.toLowerCase()}`);
    if (request === "CANCEL") this.#cancelled.abort();
    this.#trainer?.request(request);
  }

  /** Runs the attempt to its end; `drain` asks for a checkpoint and a release. @throws {ApiFailure} when the token is refused. */
  async run(drain: AbortSignal): Promise<AttemptEnd> {
    const { claim, log, board } = this.#options;
    const folder = path.join(this.#runFolder, `lease-${claim.leaseEpoch}`);
    await mkdir(folder, { recursive: true });
    await utimes(this.#runFolder, new Date(), new Date());
    const spool = await Spool.open({
      folder: path.join(folder, "spool"),
      bytesMax: SPOOL_BYTES_MAX,
      onDiskFull: (error) => {
        board.set("trainer", "paused: the disk is full");
        log.warn({ err: error }, "the disk is full: training pauses until there is room");
      },
    });
    const onWriteFailed = (error: unknown) => this.#broken.reject(error);
    const reporter = new Reporter(spool, this.#over.signal, onWriteFailed);
    try {
      await spool.rewind(claim.ingestSequence + 1);
      return await this.#runWith(spool, reporter, drain, new DrainClock(drain, this.#options.config.drainMs, this.#over.signal));
    } finally {
      this.#over.abort();
      this.#trainer?.kill();
      await this.#trainer?.ended.catch(() => undefined);
      await spool.close();
      for (const loop of ["lease", "outbox", "uploads", "dataset", "trainer"] as const) board.set(loop, null);
    }
  }

  async #runWith(spool: Spool, reporter: Reporter, drain: AbortSignal, clock: DrainClock): Promise<AttemptEnd> {
    const { api, claim, log, board } = this.#options;
    const lease = this.#lease;
    const local = await LocalCheckpoints.open(this.#runFolder);
    // What an earlier lease left and never committed leads nowhere, unless it is what the API would have us fetch.
    await local.prune(
      (entry) =>
        entry.checkpointId !== null ||
        entry.leaseEpoch === claim.leaseEpoch ||
        entry.step === claim.resumeFrom?.step ||
        entry.step === claim.fallback?.step,
    );
    const uploader = new CheckpointUploader({
      api,
      lease,
      spool,
      local,
      onCommitted: ({ step, kinds }) => log.info({ step, kinds }, "checkpoint is safe"),
      onDoing: (doing) => board.set("uploads", doing ?? "nothing to send"),
    });
    uploader.committedStep = claim.resumeFrom?.step ?? 0;
    board.set("lease", describeLease(lease));
    board.set("outbox", describeOutbox(spool, null));
    board.set("uploads", "nothing to send");
    const { onDraining } = this.#options;
    const loops = [
      keepLease({ api, lease, loops: () => board.loops, onDraining, onBeat: (failure) => this.#onBeat(failure) }, this.#over.signal),
      sendReports(
        { api, spool, lease, onFlushAfter: (ms) => (reporter.flushAfterMs = ms), onSent: (failure) => this.#onSent(failure, spool) },
        this.#over.signal,
      ),
      uploader.run(this.#over.signal),
    ];
    for (const loop of loops) loop.catch(this.#broken.reject);
    lease.hear(claim.requested);
    try {
      const outcome = await Promise.race([this.#train(spool, reporter, local, uploader, drain, clock), this.#broken.promise]);
      return await this.#end(outcome, spool, reporter, uploader, drain, clock);
    } catch (error) {
      return await this.#endBroken(error);
    } finally {
      this.#over.abort();
      await Promise.allSettled(loops);
    }
  }

  #onBeat(failure: Error | null): void {
    this.#options.board.set("lease", describeLease(this.#lease));
    if (failure)
      this.#options.log.warn({ certainSeconds: Math.round(this.#lease.certainMs / 1000) }, `the lease was not renewed: ${failure.message}`);
  }

  #onSent(failure: Error | null, spool: Spool): void {
    this.#options.board.set("outbox", describeOutbox(spool, failure));
    if (failure)
      this.#options.log.warn({ waiting: spool.nextSequence - 1 - spool.acknowledged }, `a report did not arrive: ${failure.message}`);
  }

  /** Prepares and trains. Never throws for what goes wrong there: the outcome says it. */
  async #train(
    spool: Spool,
    reporter: Reporter,
    local: LocalCheckpoints,
    uploader: CheckpointUploader,
    drain: AbortSignal,
    clock: DrainClock,
  ): Promise<Outcome> {
    const { api, claim, config, log, board, claimAgain } = this.#options;
    const preparing = AbortSignal.any([this.#over.signal, this.#cancelled.signal, drain]);
    try {
      const note = (level: "INFO" | "WARNING", message: string) => {
        log[level === "INFO" ? "info" : "warn"](message);
        reporter.note(level, message);
      };
      const onDoing = (doing: string | null) => board.set("dataset", doing);
      const report = (source: CheckpointSource) => reportDamaged(api, this.#lease.key, source, preparing);
      const assignment = await prepareAttempt(
        { claim, config, runFolder: this.#runFolder, local, spool, claimAgain, reportDamaged: report, note, onDoing },
        preparing,
      );
      preparing.throwIfAborted();
      await mkdir(assignment.folder, { recursive: true });
      const trainer = new Trainer({
        assignment,
        env: this.#options.childEnv,
        hung: config.hung,
        onEvent: (event) => this.#onEvent(event, reporter, uploader, clock),
        onOutput: (line) => log.debug({ trainer: line }, "trainer output"),
        ...(this.#options.trainerProgram ? { program: this.#options.trainerProgram } : {}),
      });
      this.#trainer = trainer;
      board.set("trainer", "starting");
      await this.#options.held.set({ trainerPid: trainer.pid ?? null });
      if (this.#lease.requested) trainer.request(this.#lease.requested);
      clock.onBegin(() => {
        board.set("trainer", "ending the step: the runner drains");
        trainer.request("PAUSE");
        setTimeout(() => trainer.kill(), clock.trainerMs).unref();
      }, this.#over.signal);
      const end = await trainer.ended;
      return judgeEnd(end, this.#lease.requested);
    } catch (error) {
      if (this.#over.signal.aborted) throw error;
      if (this.#cancelled.signal.aborted) return { kind: "finish", ending: { outcome: "CANCELLED" }, failure: null };
      if (drain.aborted) return { kind: "release", reason: null, failure: null };
      if (error instanceof LeaseLost) throw error;
      log.error({ err: error }, "the attempt failed");
      return failed(judgeError(error));
    }
  }

  async #onEvent(event: TrainerEvent, reporter: Reporter, uploader: CheckpointUploader, clock: DrainClock): Promise<void> {
    const { log, board } = this.#options;
    if (event.type === "started") {
      // A fallback lies before what the claim offered: its steps are trained again.
      this.#lastStep = event.step;
      uploader.committedStep = Math.min(uploader.committedStep, event.step);
    }
    if (event.type === "step") {
      this.#lastStep = event.step;
      if (this.#lease.requested === null && !clock.isDraining) board.set("trainer", `training: step ${event.step}, epoch ${event.epoch}`);
    } else if (event.type === "log") log[event.level === "warning" ? "warn" : event.level]({ from: "trainer" }, event.message);
    else log.info(summarizeEvent(event), event.type);
    if (event.type === "started") this.#options.onEngine?.({ ...event.engine, notUsed: [...event.engine.notUsed] });
    await reporter.accept(event);
    if (event.type !== "checkpoint") return;
    // Durable first: whoever goes on from this checkpoint must find every report that led to it.
    const afterSequence = await reporter.flush();
    await uploader.add(event, afterSequence);
  }

  /** Waits until everything of this attempt is with the API, then ends it there. */
  async #end(
    outcome: Outcome,
    spool: Spool,
    reporter: Reporter,
    uploader: CheckpointUploader,
    drain: AbortSignal,
    clock: DrainClock,
  ): Promise<AttemptEnd> {
    const { api, log } = this.#options;
    const failure = outcome.failure;
    if (failure) {
      this.#options.onFailed?.(failure);
      log.error({ ...failure }, "the attempt failed");
      reporter.note("ERROR", `${failure.message} ${failure.advice}`);
    }
    const isCancelled = outcome.kind === "finish" && outcome.ending.outcome === "CANCELLED";
    const patience = AbortSignal.any([this.#over.signal, clock.deadline]);
    const arrived = (async () => {
      const afterSequence = await reporter.flush();
      if (!isCancelled) await uploader.whenIdle(patience);
      await spool.whenAcknowledged(afterSequence, patience);
      return afterSequence;
    })();
    const afterSequence = await Promise.race([arrived, this.#broken.promise]);
    const { key } = this.#lease;
    if (outcome.kind === "finish" && !clock.deadline.aborted) {
      await Promise.race([
        finishRun(api, key, { ...outcome.ending, failure: failure && failureInput(failure), afterSequence }, this.#over.signal),
        this.#broken.promise,
      ]);
      await rm(this.#runFolder, { recursive: true, force: true }).catch((error: unknown) => log.warn({ err: error }, "left behind"));
      log.info({ outcome: outcome.ending.outcome, step: this.#lastStep }, "run ended");
      return "finished";
    }
    const why = (outcome.kind === "release" ? outcome.reason : null) ?? whyDraining(drain);
    const reason = describeRelease(why, { step: this.#lastStep, safeStep: uploader.committedStep });
    const within = AbortSignal.any([this.#over.signal, ...(drain.aborted ? [AbortSignal.timeout(5000)] : [])]);
    if (!(await releaseRun(api, key, reason, failure && failureInput(failure), within))) {
      log.warn("the API could not be told that the run is released; its lease runs out by itself");
      return "kept";
    }
    log.info({ step: this.#lastStep, safeStep: uploader.committedStep }, `run released: ${reason}`);
    return "released";
  }

  /** A loop broke: the lease is lost, or going on would leave a hole. */
  async #endBroken(error: unknown): Promise<AttemptEnd> {
    const { api, log } = this.#options;
    this.#trainer?.kill();
    if (error instanceof LeaseLost) {
      log.warn({ code: error.code }, `the run is no longer ours: ${error.message}`);
      await rm(path.join(this.#runFolder, `lease-${this.#lease.key.leaseEpoch}`), { recursive: true, force: true });
      return "lost";
    }
    if (error instanceof ApiFailure && error.kind === "unauthenticated") throw error;
    const failure = judgeError(error);
    this.#options.onFailed?.(failure);
    log.error({ err: error, ...failure }, "the attempt broke");
    const soon = AbortSignal.timeout(30_000);
    try {
      await releaseRun(api, this.#lease.key, failure.message, failureInput(failure), soon);
    } catch (again) {
      // The lease runs out by itself; the run is queued again then.
      log.warn({ err: again }, "the run could not be released");
    }
    return "released";
  }
}
