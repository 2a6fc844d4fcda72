/** @file Several runners that report at once, and what became of everything they said. */
import { compareStored, type IngestOptions, IngestRunner, POINTS_A_REPORT, type Stored } from "./ingest-runner.ts";
import type { Platform } from "./platform.ts";
import { loadAttempts } from "./training.ts";

export interface LoadEnd extends Stored {
  /** Of all runners. */
  readonly reports: number;
  /** Leases that were taken from them. */
  readonly reaped: number;
  /** Loops that broke. */
  readonly broken: number;
}
const NOTHING: Stored = { missing: 0, doubled: 0, wrong: 0, torn: 0 };

export class IngestLoad {
  readonly runners: readonly IngestRunner[];
  readonly #platform: Platform;

  private constructor(platform: Platform, runners: readonly IngestRunner[]) {
    this.#platform = platform;
    this.runners = runners;
  }

  static async start(platform: Platform, name: string, count: number, options: IngestOptions = {}): Promise<IngestLoad> {
    const runners: IngestRunner[] = [];
    for (let i = 0; i < count; i++)
      runners.push(await IngestRunner.start(platform, await platform.createPool(name), `${name}-${i}`, options));
    return new IngestLoad(platform, runners);
  }

  /** Steps of each runner that the API has said it has: they must be there, whatever happens next. */
  acknowledged(): number[] {
    return this.runners.map(({ spool }) => (spool.acknowledged + 1) * POINTS_A_REPORT);
  }

  /** Compares the table with what was acknowledged. */
  async lostOf(acknowledged: readonly number[]): Promise<Stored> {
    const each = await Promise.all(this.runners.map(({ runId }, i) => compareStored(this.#platform, runId, acknowledged[i]!)));
    return each.reduce(sum, NOTHING);
  }

  /** The longest that a runner waited after `atMs` until a report arrived. */
  async reconnectMs(
    atMs: number,
    until: (what: string, look: () => number | undefined, timeoutMs: number) => Promise<number>,
  ): Promise<number> {
    const firsts = await Promise.all(
      this.runners.map(({ arrivals }) => until("a report arrives again", () => arrivals.find((arrivedMs) => arrivedMs >= atMs), 60_000)),
    );
    return Math.max(...firsts) - atMs;
  }

  /** Lets all end, and looks at everything. */
  async finish(): Promise<LoadEnd> {
    const ends = await Promise.allSettled(this.runners.map((runner) => runner.finish()));
    for (const end of ends) if (end.status === "rejected") console.error("  a runner broke:", end.reason);
    const stored = await this.lostOf(this.runners.map(({ steps }) => steps));
    const attempts = await Promise.all(this.runners.map(({ runId }) => loadAttempts(this.#platform, runId)));
    return {
      ...stored,
      reports: this.runners.reduce((total, { reports }) => total + reports, 0),
      reaped: attempts.flat().filter(({ outcome }) => outcome === "LEASE_LOST").length,
      broken: ends.filter(({ status }) => status === "rejected").length,
    };
  }
}

const sum = (a: Stored, b: Stored): Stored => ({
  missing: a.missing + b.missing,
  doubled: a.doubled + b.doubled,
  wrong: a.wrong + b.wrong,
  torn: a.torn + b.torn,
});

export const isClean = ({ missing, doubled, wrong, torn, broken }: LoadEnd): boolean => missing + doubled + wrong + torn + broken === 0;
export const describe = ({ reports, missing, doubled, wrong, torn, broken }: LoadEnd): string =>
  `of ${reports} reports: ${missing} points missing, ${doubled} doubled, ${wrong} wrong, ${torn} reports torn, ${broken} runners broken`;
