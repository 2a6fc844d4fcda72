/** @file What runners were told is stored, held against what is: an acknowledged report lost or applied twice shows here. */
import { createHash } from "node:crypto";

export const STEPS_IN_REPORT = 5;

/** The loss at a step of a run: whoever trains it again gets the same. */
export function lossAt(runId: string, step: number): number {
  return 1 / step + createHash("sha256").update(`${runId}/${step}`).digest().readUInt32LE(0) / 2 ** 32;
}

/** The line that a report carries in its log: no other report bears it. */
export const markOf = (leaseEpoch: number, sequence: number): string => `soak ${leaseEpoch}/${sequence}`;

interface Acknowledged {
  readonly marks: Set<string>;
  readonly steps: Set<number>;
}
export interface Balance {
  /** Acknowledged and not there, or there with another value. */
  readonly lost: number;
  /** Applied more than once. */
  readonly doubled: number;
}
type Query = <Row extends object>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

export class Ledger {
  readonly #runs = new Map<string, Acknowledged>();
  readonly #changed = new Set<string>();
  reports = 0;
  points = 0;
  duplicates = 0;
  fenced = 0;
  /** The server asked for a report that it had acknowledged before. */
  gaps = 0;

  acknowledge(runId: string, leaseEpoch: number, sequence: number, steps: readonly number[]): void {
    const run = this.#runs.get(runId) ?? { marks: new Set(), steps: new Set() };
    this.#runs.set(runId, run);
    this.#changed.add(runId);
    run.marks.add(markOf(leaseEpoch, sequence));
    for (const step of steps) run.steps.add(step);
    this.reports++;
    this.points += steps.length;
  }

  /** Compares the runs that changed since the last time, or all. */
  async compare(query: Query, all = false): Promise<Balance> {
    const ids = all ? [...this.#runs.keys()] : [...this.#changed];
    this.#changed.clear();
    const sum = { lost: 0, doubled: 0 };
    try {
      for (const id of ids) {
        const { lost, doubled } = await this.#compareRun(query, id);
        sum.lost += lost;
        sum.doubled += doubled;
      }
    } catch (error) {
      for (const id of ids) this.#changed.add(id);
      throw error;
    }
    return sum;
  }

  async #compareRun(query: Query, id: string): Promise<Balance> {
    // Looked at first: what is acknowledged while the database answers is no loss.
    const { marks, steps } = this.#runs.get(id)!;
    const [wantedMarks, wantedSteps] = [[...marks], [...steps]];
    const points = await query<{ step: string; value: number }>(
      "SELECT step, value FROM metric_points WHERE run_id = $1 AND name = 'loss'",
      [id],
    );
    const lines = await query<{ message: string; times: string }>(
      "SELECT message, count(*) AS times FROM log_lines WHERE run_id = $1 AND message LIKE 'soak %' GROUP BY message",
      [id],
    );
    const stored = new Map(points.map(({ step, value }) => [Number(step), value]));
    const told = new Set(lines.map(({ message }) => message));
    const lost =
      wantedSteps.filter((step) => stored.get(step) !== lossAt(id, step)).length + wantedMarks.filter((mark) => !told.has(mark)).length;
    return { lost, doubled: lines.filter(({ times }) => Number(times) > 1).length };
  }
}
