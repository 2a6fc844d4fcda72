/** @file What CATR's users look for after a training: a log with a line per epoch, and history.json. */
import { appendFile, mkdir, open, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/** An epoch and its validation; null: not finite, or not measured. */
export interface EpochRecord {
  /** From 0. */
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly scores: Readonly<Record<string, number | null>>;
  readonly learningRate: number;
}

/** As CATR's guide has it. */
const inWords = (loss: number | null): string => (loss === null ? "nan" : loss.toFixed(4));

/** `Epoch 0/29, Train Loss: 3.2456, Val Loss: 2.9876`, and CIDEr-D where it was measured. */
export function epochLine({ epoch, trainLoss, validationLoss, scores }: EpochRecord, totalEpochs: number): string {
  const validation = validationLoss === null ? "" : `, Val Loss: ${inWords(validationLoss)}`;
  const cider = typeof scores["cider"] === "number" ? `, CIDEr-D: ${scores["cider"].toFixed(4)}` : "";
  return `Epoch ${epoch}/${totalEpochs - 1}, Train Loss: ${inWords(trainLoss)}${validation}${cider}`;
}

/** The guide's names; a list has one value per epoch. */
export function formatHistory(history: readonly EpochRecord[]): string {
  const lossOf = (record: EpochRecord | undefined): number => record?.validationLoss ?? Number.POSITIVE_INFINITY;
  const lowest = history
    .filter(({ validationLoss }) => validationLoss !== null)
    .reduce<EpochRecord | undefined>((best, record) => (lossOf(record) < lossOf(best) ? record : best), undefined);
  const names = [...new Set(history.flatMap(({ scores }) => Object.keys(scores)))];
  return JSON.stringify(
    {
      train_loss: history.map(({ trainLoss }) => trainLoss),
      val_loss: history.map(({ validationLoss }) => validationLoss),
      best_val_loss: lowest?.validationLoss ?? null,
      best_epoch: lowest?.epoch ?? null,
      learning_rate: history.map(({ learningRate }) => learningRate),
      scores: Object.fromEntries(names.map((name) => [name, history.map(({ scores }) => scores[name] ?? null)])),
    },
    null,
    2,
  );
}

const two = (count: number): string => String(count).padStart(2, "0");

/** `training_log_20250426_123456.txt`, by this machine's clock. */
export function logName(at: Date): string {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `training_log_${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.txt`;
}

/** The files of one attempt, in a folder that other attempts of the run may share. */
export class TrainingLog {
  readonly folder: string;
  readonly #file: string;

  private constructor(folder: string, file: string) {
    this.folder = folder;
    this.#file = file;
  }

  /** Begins a log of this moment's name. */
  static async open(folder: string, at = new Date()): Promise<TrainingLog> {
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, logName(at));
    await appendFile(file, "");
    return new TrainingLog(folder, file);
  }

  async line(text: string): Promise<void> {
    await appendFile(this.#file, `${text}\n`);
  }

  /** An epoch's line, and the history with it; both are on the disk when this resolves. */
  async epoch(history: readonly EpochRecord[], totalEpochs: number): Promise<void> {
    await using log = await open(this.#file, "a");
    await log.appendFile(`${epochLine(history.at(-1)!, totalEpochs)}\n`);
    await log.sync();
    const file = path.join(this.folder, "history.json");
    const unfinished = `${file}.writing`;
    await writeFile(unfinished, `${formatHistory(history)}\n`, { flush: true });
    await rename(unfinished, file);
  }
}
