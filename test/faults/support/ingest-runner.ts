/**
 * @file A runner that reports without training: the runner's own claim, lease, spool and outbox, fed with numbers that can be
 * checked. What rows about the protocol need, at a rate that a tiny training does not reach.
 */
import path from "node:path";
import { createApiClient } from "../../../apps/runner/src/api-client.ts";
import { claimRun } from "../../../apps/runner/src/claim-loop.ts";
import { finishRun } from "../../../apps/runner/src/end-run.ts";
import { keepLease } from "../../../apps/runner/src/lease-loop.ts";
import { Lease } from "../../../apps/runner/src/lease.ts";
import { sendReports } from "../../../apps/runner/src/outbox-loop.ts";
import { Spool } from "../../../apps/runner/src/spool.ts";
import type { Platform } from "./platform.ts";
import { atTheEnd, delay } from "./programs.ts";
import { createTraining } from "./training.ts";

const ENGINE = { name: "none", device: "none", precision: "fp32", threads: 1, notUsed: [], parameters: 0 };
export const POINTS_A_REPORT = 50;
/** Slow enough that a busy machine keeps up: what waits at the end is waited for. */
const EVERY_MS = 150;

export interface IngestOptions {
  /** Through which the API is reached; the platform's proxy unless given. */
  readonly url?: string;
  /** Between two reports. */
  readonly everyMs?: number;
}
const DRAIN_MS_MAX = 120_000;

/** What step `step` of a run is reported to be. */
export const valueAt = (step: number): number => Math.fround(Math.sin(step)) + 2;

export class IngestRunner {
  readonly runId: string;
  readonly leaseEpoch: number;
  readonly spool: Spool;
  /** Moments at which a report arrived, by Date.now(). */
  readonly arrivals: number[] = [];
  /** What a loop threw: a lost lease, a refused report. Null while all is well. */
  broken: unknown = null;
  failures = 0;
  readonly #over = new AbortController();
  readonly #generating = new AbortController();
  readonly #loops: Promise<unknown>[];
  readonly #api: ReturnType<typeof createApiClient>;

  private constructor(
    api: ReturnType<typeof createApiClient>,
    runId: string,
    leaseEpoch: number,
    spool: Spool,
    lease: Lease,
    everyMs: number,
  ) {
    this.#api = api;
    const onSent = (failure: Error | null): void => {
      if (failure) this.failures++;
      else this.arrivals.push(Date.now());
    };
    this.runId = runId;
    this.leaseEpoch = leaseEpoch;
    this.spool = spool;
    this.#loops = [
      keepLease({ api, lease, onBeat: () => {} }, this.#over.signal),
      sendReports({ api, spool, lease, onFlushAfter: () => {}, onSent }, this.#over.signal),
      this.#generate(everyMs),
    ];
    for (const loop of this.#loops) loop.catch((error: unknown) => (this.broken ??= error));
  }

  /** Makes a run in `poolId`, claims it and begins to report. */
  static async start(
    platform: Platform,
    poolId: string,
    name: string,
    { url = platform.proxy.url, everyMs = EVERY_MS }: IngestOptions = {},
  ): Promise<IngestRunner> {
    const { token } = await platform.createRunner(poolId, name);
    await createTraining(platform, { poolId, name, epochs: 1000, pictures: 400, everySteps: 0 });
    const api = createApiClient(`${url}/graphql`, token);
    const input = { requestId: `ingest-${name}-${Date.now()}`, version: "faults", host: "here", engine: ENGINE };
    const claimed = await claimRun(
      { api, input: () => input, nudge: () => new AbortController().signal, onPolled: () => {} },
      AbortSignal.timeout(60_000),
    );
    if (!claimed) throw new Error("There was no run to claim.");
    const { runId, leaseEpoch, leaseSeconds } = claimed.claim;
    const spool = await Spool.open({ folder: path.join(platform.folder, "ingest", runId), bytesMax: 1024 ** 3 });
    const lease = new Lease({ runId, leaseEpoch }, claimed.sentAtMs, leaseSeconds, () => {});
    const runner = new IngestRunner(api, runId, leaseEpoch, spool, lease, everyMs);
    atTheEnd(() => runner.#close());
    return runner;
  }

  get reports(): number {
    return this.spool.nextSequence;
  }
  get steps(): number {
    return this.reports * POINTS_A_REPORT;
  }

  async #generate(everyMs: number): Promise<void> {
    for (let first = 1; !this.#generating.signal.aborted; first += POINTS_A_REPORT) {
      const steps = Array.from({ length: POINTS_A_REPORT }, (_, i) => first + i);
      const body = { metrics: [{ name: "loss", steps, values: steps.map(valueAt) }], progress: { step: steps.at(-1)!, epoch: 0 } };
      await this.spool.append(JSON.stringify(body), this.#generating.signal);
      await delay(everyMs);
    }
  }

  /** Ends the numbers, waits until the API has them all, and finishes the run. @throws what broke a loop. */
  async finish(): Promise<void> {
    this.#generating.abort();
    await this.#loops[2];
    const patience = AbortSignal.timeout(DRAIN_MS_MAX);
    await this.spool.whenAcknowledged(this.spool.nextSequence - 1, patience);
    if (this.broken) throw this.broken;
    if (this.spool.acknowledged !== this.spool.nextSequence - 1)
      throw new Error(`${this.spool.nextSequence - 1 - this.spool.acknowledged} reports never arrived.`);
    await finishRun(
      this.#api,
      { runId: this.runId, leaseEpoch: this.leaseEpoch },
      { outcome: "SUCCEEDED", afterSequence: this.spool.nextSequence - 1 },
      patience,
    );
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#generating.abort();
    this.#over.abort();
    await Promise.allSettled(this.#loops);
    await this.spool.close();
  }
}

export interface Stored {
  readonly missing: number;
  readonly doubled: number;
  readonly wrong: number;
  /** Reports of which the table holds a part. */
  readonly torn: number;
}

/** Compares the table with what was reported, value by value, for the first `steps` steps; more than that may be stored. */
export async function compareStored(platform: Platform, runId: string, steps: number): Promise<Stored> {
  const rows = await platform.database.query<{ step: number; value: number; sequence: string }>(
    "SELECT step::int, value, sequence::text FROM metric_points WHERE run_id = $1 AND name = 'loss'",
    [runId],
  );
  const seen = new Map<number, number>();
  const parts = new Map<number, number>();
  let wrong = 0;
  let doubled = 0;
  for (const { step, value } of rows) {
    if (seen.has(step)) doubled++;
    seen.set(step, value);
    if (value !== valueAt(step)) wrong++;
    const report = Math.floor((step - 1) / POINTS_A_REPORT);
    parts.set(report, (parts.get(report) ?? 0) + 1);
  }
  let missing = 0;
  for (let step = 1; step <= steps; step++) if (!seen.has(step)) missing++;
  return { missing, doubled, wrong, torn: [...parts.values()].filter((points) => points !== POINTS_A_REPORT).length };
}
