/**
 * @file Which run this runner holds, on disk, so that a runner that was killed goes on with its own lease.
 *
 * The request id is written before the claim is asked for: whatever moment the runner dies at, repeating the claim with it
 * answers the same run and lease while that lease lives, and otherwise a new claim or none.
 */
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { findJson, type Patience, writeJson, writeJsonWhenRoom } from "./persist.ts";

const State = z.object({
  requestId: z.string(),
  runId: z.string().nullable(),
  leaseEpoch: z.number().nullable(),
  trainerPid: z.number().nullable(),
});
export type HeldState = z.infer<typeof State>;

export class HeldRun {
  readonly #file: string;
  #state: HeldState;

  private constructor(file: string, state: HeldState) {
    this.#file = file;
    this.#state = state;
  }

  static async open(home: string): Promise<HeldRun> {
    const file = path.join(home, "held-run.json");
    const parsed = State.safeParse(await findJson(file));
    const held = new HeldRun(file, parsed.success ? parsed.data : fresh());
    if (!parsed.success) await writeJson(file, held.#state);
    return held;
  }

  get state(): HeldState {
    return this.#state;
  }

  /** While the disk is full it waits, or until `patience` ends: what is in memory counts for this process. */
  async set(change: Partial<Omit<HeldState, "requestId">>, patience: Patience = {}): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await writeJsonWhenRoom(this.#file, this.#state, patience);
  }

  /** The run is no longer ours: the next claim is a new one. Waits as `set` does: with a full disk nothing can be claimed. */
  async letGo(patience: Patience = {}): Promise<void> {
    this.#state = fresh();
    await writeJsonWhenRoom(this.#file, this.#state, patience);
  }

  /** Ends a trainer that outlived the runner that started it; by its id, and only when it still is that trainer. */
  endOrphan(): number | null {
    const { trainerPid, runId } = this.#state;
    if (trainerPid === null || runId === null) return null;
    try {
      const command = readFileSync(`/proc/${trainerPid}/cmdline`, "utf8");
      if (!command.includes("trainer-process") || !command.includes(runId)) return null;
      process.kill(trainerPid, "SIGKILL");
      return trainerPid;
    } catch {
      // Gone already, which is what we want.
      return null;
    }
  }
}

const fresh = (): HeldState => ({ requestId: randomUUID(), runId: null, leaseEpoch: null, trainerPid: null });
