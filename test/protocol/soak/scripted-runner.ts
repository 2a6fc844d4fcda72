/** @file A runner that trains nothing and keeps every rule of the protocol: it claims, reports, renews, commits checkpoints and finishes, for ever. */
import { createHash, randomBytes } from "node:crypto";
import { delay } from "../../faults/support/programs.ts";
import { ENGINE, type Claim, type FakeRunner, type UserError } from "../../support/training-floor.ts";
import { lossAt, markOf, STEPS_IN_REPORT, type Ledger } from "./ledger.ts";

const RENEW_MS = 10_000;
const CALL_TIMEOUT_MS = 20_000;
const REPORTS_BETWEEN_CHECKPOINTS = 6;
/** Its lease is over or another's: what it holds is worth nothing more. */
const OVER = ["FENCED", "LEASE_EXPIRED", "NOT_FOUND"];

class LeaseOver extends Error {}

export interface ScriptedRunnerOptions {
  readonly runner: FakeRunner;
  readonly ledger: Ledger;
  readonly reportEveryMs: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** How many steps a run has in all; whoever claims it computes the same. */
const totalSteps = (runId: string): number => STEPS_IN_REPORT * (20 + (createHash("sha256").update(runId).digest()[0]! % 40));

export class ScriptedRunner {
  readonly #options: ScriptedRunnerOptions;
  /** Until then it says nothing at all, and then goes on as if nothing had happened. */
  #silentUntilMs = 0;
  /** So many further reports are sent two times at once, with an old one behind them. */
  #toDouble = 0;
  held: string | null = null;
  finished = 0;
  /** Calls that had no answer and were made again. */
  repeated = 0;

  constructor(options: ScriptedRunnerOptions) {
    this.#options = options;
  }

  fallSilent(ms: number): void {
    this.#silentUntilMs = Date.now() + ms;
  }
  doubleReports(count: number): void {
    this.#toDouble = count;
  }

  async run(): Promise<void> {
    const { runner, random, signal } = this.#options;
    while (!signal.aborted) {
      const requestId = randomBytes(8).toString("hex");
      const claim = await this.#untilAnswered(() => runner.claim(requestId));
      if (!claim) {
        await delay(1000 + 1000 * random());
        continue;
      }
      this.held = claim.runId;
      const renewing = setInterval(() => void this.#renew(claim), RENEW_MS * (0.8 + 0.4 * random()));
      try {
        await this.#train(claim);
        this.finished++;
      } catch (error) {
        if (!(error instanceof LeaseOver)) throw error;
        this.#options.ledger.fenced++;
      } finally {
        clearInterval(renewing);
        this.held = null;
      }
    }
  }

  async #train(claim: Claim): Promise<void> {
    const { runner, ledger, reportEveryMs, random, signal } = this.#options;
    const total = totalSteps(claim.runId);
    let step = claim.resumeFrom?.step ?? 0;
    let sequence = 0;
    for (; step < total && !signal.aborted; sequence++) {
      await delay(reportEveryMs * (0.5 + random()));
      const steps = Array.from({ length: STEPS_IN_REPORT }, (_, index) => step + index + 1);
      const requested = await this.#report(claim, sequence, steps, total);
      ledger.acknowledge(claim.runId, claim.leaseEpoch, sequence, steps);
      step = steps.at(-1)!;
      if (requested === "CANCEL") return this.#finish(claim, sequence, { outcome: "CANCELLED" });
      if (requested !== null) {
        await this.#checkpoint(claim, step, sequence, ["LATEST"]);
        return this.#finish(claim, sequence, { outcome: requested === "PAUSE" ? "PAUSED" : "SUCCEEDED" });
      }
      if (sequence % REPORTS_BETWEEN_CHECKPOINTS === 5)
        await this.#checkpoint(claim, step, sequence, random() < 0.3 ? ["LATEST", "BEST"] : ["LATEST"]);
    }
    if (signal.aborted) return void (await this.#untilAnswered(() => runner.release(claim)));
    await this.#checkpoint(claim, step, sequence - 1, ["LATEST", "FINAL"]);
    await this.#finish(claim, sequence - 1, { outcome: "SUCCEEDED" });
  }

  async #report(claim: Claim, sequence: number, steps: readonly number[], total: number): Promise<string | null> {
    const { runner, ledger } = this.#options;
    const contents = {
      ...(sequence === 0 ? { started: { totalSteps: total, totalEpochs: 1, step: steps[0]! - 1, engine: ENGINE } } : {}),
      progress: { step: steps.at(-1)!, epoch: 0, samplesPerSecond: 10, etaSeconds: 1 },
      metrics: [
        { name: "loss", steps, values: steps.map((step) => lossAt(claim.runId, step)) },
        { name: "learningRate", steps, values: steps.map(() => 1e-4) },
      ],
      logs: [{ at: new Date().toISOString(), level: "INFO", message: markOf(claim.leaseEpoch, sequence) }],
    };
    const send = () => this.#untilAnswered(() => runner.report(claim, sequence, contents));
    const isDoubled = this.#toDouble > 0;
    if (isDoubled) this.#toDouble--;
    const [answer] = await Promise.all([
      send(),
      ...(isDoubled ? [send(), ...(sequence > 0 ? [this.#untilAnswered(() => runner.report(claim, sequence - 1, contents))] : [])] : []),
    ]);
    this.#check(answer.errors);
    if (!answer.accepted) throw new Error(`A report was refused: ${JSON.stringify(answer.errors)}`);
    if (answer.duplicate) ledger.duplicates++;
    return answer.requested;
  }

  async #checkpoint(claim: Claim, step: number, afterSequence: number, kinds: readonly string[]): Promise<void> {
    for (;;) {
      const { errors } = await this.#untilAnswered(() => this.#options.runner.checkpoint(claim, { step, afterSequence, kinds }));
      this.#check(errors);
      if (errors.length === 0) return;
      // Its bytes did not arrive: all of it is sent again.
      this.repeated++;
      await delay(300);
    }
  }

  async #finish(claim: Claim, afterSequence: number, how: object): Promise<void> {
    const { errors } = await this.#untilAnswered(() => this.#options.runner.finish(claim, afterSequence, how));
    // A cancel may have been taken back by a stronger or later wish; then it is given back.
    if (errors.some(({ code }) => code === "INVALID_INPUT")) await this.#untilAnswered(() => this.#options.runner.release(claim));
    else this.#check(errors);
  }

  async #renew(claim: Claim): Promise<void> {
    if (Date.now() >= this.#silentUntilMs) await this.#options.runner.renew(claim).catch(() => {});
  }

  #check(errors: readonly UserError[]): void {
    if (errors.some(({ code }) => code === "GAP")) this.#options.ledger.gaps++;
    if (errors.some(({ code }) => OVER.includes(code) || code === "GAP")) throw new LeaseOver();
  }

  /** Makes the call again until somebody answers; says nothing while it is silent. */
  async #untilAnswered<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      while (Date.now() < this.#silentUntilMs) await delay(200);
      const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
      try {
        return await Promise.race([
          call(),
          new Promise<never>((_, reject) => timeout.addEventListener("abort", () => reject(timeout.reason as Error))),
        ]);
      } catch {
        this.repeated++;
        await delay(200 + 600 * this.#options.random());
      }
    }
  }
}
