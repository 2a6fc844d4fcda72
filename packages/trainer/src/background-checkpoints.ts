/** @file The checkpoints of a run that goes on while they are written. */
import type { CheckpointWriter } from "./checkpoint-writer.ts";
import { type RunParts, snapshotRun, type Told } from "./saved-run.ts";
import type { CheckpointEvent } from "./trainer-event.ts";

interface Place {
  readonly folder: string;
  readonly writer: CheckpointWriter;
  emit(event: CheckpointEvent): void | Promise<void>;
}

export class BackgroundCheckpoints {
  readonly #place: Place;
  readonly #run: RunParts;
  /** Step of the last checkpoint, so that none is written twice. */
  #savedStep: number;
  #writing: Promise<unknown> | null = null;
  /** On the disk, or failed, and not told yet. */
  #settled: { readonly event: CheckpointEvent } | { readonly error: unknown } | null = null;

  constructor(place: Place, run: RunParts) {
    this.#place = place;
    this.#run = run;
    this.#savedStep = run.state.step;
  }

  /** Copies the run as it is and has the copy written. Waits only while the one before is still being written. */
  async save(told: Told): Promise<void> {
    const { step } = this.#run.state;
    // A stop right after a checkpoint of the same step still says that it is the final one.
    if (this.#savedStep === step && told.kinds.every((kind) => kind === "LATEST")) return;
    await this.finish();
    const { folder, writer } = this.#place;
    const snapshot = await snapshotRun(this.#run, told);
    this.#savedStep = step;
    this.#writing = writer.write(folder, snapshot).then(
      (written) => (this.#settled = { event: { type: "checkpoint", folder: written, step, ...told } }),
      (error: unknown) => (this.#settled = { error }),
    );
  }

  /** Tells of a checkpoint that is on the disk by now. @throws what went wrong while it was written. */
  async tell(): Promise<void> {
    const settled = this.#settled;
    if (!settled) return;
    this.#settled = null;
    this.#writing = null;
    if ("error" in settled) throw settled.error;
    await this.#place.emit(settled.event);
  }

  /** Waits for the checkpoint under way, and tells of it. */
  async finish(): Promise<void> {
    await this.#writing;
    await this.tell();
  }
}
