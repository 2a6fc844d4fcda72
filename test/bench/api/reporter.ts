/** @file A runner's claim and reports without a runner: what reaches the API is what a runner would send. */
import { randomBytes } from "node:crypto";
import { post } from "./post.ts";

const CLAIM = "mutation ($input: ClaimRunInput!) { claimRun(input: $input) { claim { runId leaseEpoch } errors { code message } } }";
const REPORT =
  "mutation ($input: ReportProgressInput!) { reportProgress(input: $input) { accepted duplicate expectedSequence requested flushAfterMs errors { code message } } }";
const FINISH = "mutation ($input: FinishRunInput!) { finishRun(input: $input) { run { id status } errors { code message } } }";
/** Curves of a training; a step is a point of each. */
const CURVES = ["loss", "learningRate", "gradientNorm", "samplesPerSecond", "dataWaitMs"];

export interface Claimed {
  readonly runId: string;
  readonly leaseEpoch: number;
}

/** Claims once. @returns the claim, null when nothing waits, and how long it took. */
export async function claimOnce(url: string, authorization: string): Promise<{ claim: Claimed | null; ms: number }> {
  const input = { requestId: randomBytes(8).toString("hex"), version: "bench", host: "here" };
  const { data, ms } = await post<{ claimRun: { claim: Claimed | null; errors: { message: string }[] } }>(url, authorization, CLAIM, {
    input,
  });
  if (data.claimRun.errors.length > 0) throw new Error(data.claimRun.errors[0]!.message);
  return { claim: data.claimRun.claim, ms };
}

/** Finishes a run of which nothing was reported. @returns how long it took. */
export async function finishOnce(url: string, authorization: string, claim: Claimed): Promise<number> {
  const input = { ...claim, afterSequence: -1, outcome: "SUCCEEDED" };
  const { data, ms } = await post<{ finishRun: { run: { status: string } | null; errors: { message: string }[] } }>(
    url,
    authorization,
    FINISH,
    { input },
  );
  if (data.finishRun.run?.status !== "SUCCEEDED") throw new Error(`A finish was refused: ${data.finishRun.errors[0]?.message}`);
  return ms;
}

export class Reporter {
  readonly #url: string;
  readonly #authorization: string;
  readonly claim: Claimed;
  #sequence = 0;
  #step = 0;
  /** When step `n` was sent, by performance.now(), at index n. */
  readonly sentMs: number[] = [];

  private constructor(url: string, authorization: string, claim: Claimed) {
    this.#url = url;
    this.#authorization = authorization;
    this.claim = claim;
  }

  static async start(url: string, authorization: string): Promise<Reporter> {
    const { claim } = await claimOnce(url, authorization);
    if (!claim) throw new Error("There was no run to claim.");
    return new Reporter(url, authorization, claim);
  }

  /** The last step that was sent. */
  get step(): number {
    return this.#step;
  }

  /** Sends the next `points` points. @returns milliseconds until the API had stored them. */
  async report(points: number): Promise<number> {
    const steps = Array.from({ length: Math.ceil(points / CURVES.length) }, () => ++this.#step);
    const metrics = CURVES.map((name, i) => ({ name, steps, values: steps.map((step) => Math.sin(step * (i + 1)) / step + i) }));
    const progress = { step: this.#step, epoch: 0, samplesPerSecond: 31.7, etaSeconds: 1234.5 };
    const now = performance.now();
    for (const step of steps) this.sentMs[step] = now;
    const input = { ...this.claim, sequence: this.#sequence++, metrics, progress };
    const { data, ms } = await post<{ reportProgress: { accepted: boolean; errors: { message: string }[] } }>(
      this.#url,
      this.#authorization,
      REPORT,
      { input },
    );
    if (!data.reportProgress.accepted) throw new Error(`A report was refused: ${data.reportProgress.errors[0]?.message}`);
    return ms;
  }
}
