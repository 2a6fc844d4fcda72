/** @file Gathers what a trainer says into one report: curves as columns, at most so many points and bytes. Pure. */
import { REPORT_BYTES_MAX, REPORT_POINTS_MAX } from "@capstan/run/protocol";
import { METRIC_NAME_PATTERN } from "@capstan/run/metric-name";
import type { ScoreIntervals, Scores, TrainerEvent } from "@capstan/trainer/trainer-event";
import type { ReportBody } from "./outbox-loop.ts";

type LogLevel = "INFO" | "WARNING" | "ERROR";
interface Column {
  readonly steps: number[];
  readonly values: (number | null)[];
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type List<K extends "epochs" | "samples" | "logs"> = NonNullable<ReportBody[K]>[number][];

const MESSAGE_LENGTH_MAX = 4000;
/** About what a point costs as JSON: a step, a number of 17 digits, commas. */
const POINT_BYTES = 32;
/** A report stays well under the limit, so that the envelope fits too. */
const BODY_BYTES_MAX = REPORT_BYTES_MAX - 16 * 1024;

/** Scores as the API takes them, with the interval of each that has one. */
export const scoreList = (
  scores: Scores,
  intervals: ScoreIntervals = {},
): { name: string; value: number | null; low: number | null; high: number | null }[] =>
  Object.entries(scores).map(([name, value]) => ({
    name,
    value: finite(value),
    low: finite(intervals[name]?.low),
    high: finite(intervals[name]?.high),
  }));

const finite = (value: number | null | undefined): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export class ReportBatch {
  #columns = new Map<string, Column>();
  #points = 0;
  #bytes = 0;
  #logs: List<"logs"> = [];
  #epochs: List<"epochs"> = [];
  #samples: List<"samples"> = [];
  #started: ReportBody["started"] = null;
  #progress: ReportBody["progress"] = null;
  /** Speed and time left as the last step had them: an epoch's end does not know its own. */
  #lastProgress: { samplesPerSecond: number | null; etaSeconds: number | null } = { samplesPerSecond: null, etaSeconds: null };

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }
  /** True when another event might not fit. */
  get isFull(): boolean {
    return this.#points > REPORT_POINTS_MAX - 100 || this.#bytes > BODY_BYTES_MAX - 64 * 1024;
  }

  /** Adds what the API is told of `event`; checkpoints and the end are told by calls of their own. */
  add(event: TrainerEvent, etaSeconds: number | null, at: Date): void {
    switch (event.type) {
      case "started":
        this.#bytes += 1000;
        this.#started = {
          step: event.step,
          totalSteps: event.totalSteps,
          totalEpochs: event.totalEpochs,
          engine: { ...event.engine, notUsed: [...event.engine.notUsed], parameters: event.parameters },
        };
        return;
      case "step":
        for (const [name, value] of Object.entries(event.values)) this.#point(name, event.step, value);
        this.#bytes += POINT_BYTES;
        this.#lastProgress = { samplesPerSecond: finite(event.values["samplesPerSecond"]), etaSeconds };
        this.#progress = { step: event.step, epoch: event.epoch, ...this.#lastProgress };
        return;
      case "epoch":
        this.#epochs.push({
          epoch: event.epoch,
          step: event.step,
          trainLoss: finite(event.trainLoss),
          validationLoss: finite(event.validationLoss),
          learningRate: finite(event.learningRate),
          seconds: event.seconds,
          scores: scoreList(event.scores, event.intervals),
        });
        this.#bytes += 1000;
        // A step belongs to the epoch under way; from here on it is one more that is done.
        this.#progress = { ...this.#lastProgress, step: event.step, epoch: event.epoch + 1 };
        for (const [name, value] of Object.entries({ validationLoss: event.validationLoss, ...event.scores }))
          if (value !== null) this.#point(name, event.step, value);
        return;
      case "sample": {
        const { type: _type, ...sample } = event;
        this.#samples.push({ ...sample, logProbability: finite(sample.logProbability) });
        this.#bytes += 200 + event.text.length * 3;
        return;
      }
      case "log":
        this.log(event.level.toUpperCase() as LogLevel, event.message, at);
        return;
      default:
        return;
    }
  }

  /** A line for the run's log. */
  log(level: LogLevel, message: string, at: Date): void {
    const cut = message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX)}… (cut)` : message;
    this.#logs.push({ level, message: cut, at: at.toISOString() });
    this.#bytes += 100 + cut.length * 3;
  }

  #point(name: string, step: number, value: number | null): void {
    if (!METRIC_NAME_PATTERN.test(name)) return;
    let column = this.#columns.get(name);
    if (!column) this.#columns.set(name, (column = { steps: [], values: [] }));
    // One value per name and step within a report: a later one replaces.
    if (column.steps.at(-1) === step) column.values[column.values.length - 1] = finite(value);
    else {
      column.steps.push(step);
      column.values.push(finite(value));
      this.#points++;
      this.#bytes += POINT_BYTES;
    }
  }

  /** The report so far as JSON, and an empty batch; null when there is nothing to say. */
  take(): string | null {
    if (this.isEmpty) return null;
    const body: Mutable<ReportBody> = {};
    if (this.#columns.size) body.metrics = [...this.#columns].map(([name, column]) => ({ name, ...column }));
    if (this.#logs.length) body.logs = this.#logs;
    if (this.#epochs.length) body.epochs = this.#epochs;
    if (this.#samples.length) body.samples = this.#samples;
    if (this.#started) body.started = this.#started;
    if (this.#progress) body.progress = this.#progress;
    this.#columns = new Map();
    this.#points = 0;
    this.#bytes = 0;
    this.#logs = [];
    this.#epochs = [];
    this.#samples = [];
    this.#started = null;
    this.#progress = null;
    return JSON.stringify(body);
  }
}
