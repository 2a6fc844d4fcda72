/** @file A run of the real API under the model's calls: each is made over HTTP, and its answer told in the model's words. */
import type pg from "pg";
import { Reaper } from "../../../apps/api/src/run/reaper.ts";
import type { FakeRunner, TrainingFloor, UserError } from "../../support/training-floor.ts";
import type { Answer, Call, Server, Verdict } from "../model/server.ts";

interface RealLease {
  readonly runId: string;
  readonly leaseEpoch: number;
}
/** The column of the row or the stored things that a field of the model stands for. */
export type Seen = Pick<Server, "status" | "epoch" | "sequence" | "requested" | "lostInARow" | "points"> & {
  readonly newestCheckpoint: number;
};

/** Who holds this advisory lock is the reaper; see prisma/queries/tick-platform.ts. */
export const REAPER_PLACE = "hashtextextended('capstan reaper', 0)";

/** The reaper never gives a grace here: the API was not away. */
const NO_GRACE = { awaySeconds: 1e6, graceSeconds: 1 };

const verdictOf = (errors: readonly UserError[], otherwise: Verdict): Verdict => (errors[0]?.code as Verdict | undefined) ?? otherwise;

export class RealRun {
  readonly id: string;
  readonly #floor: TrainingFloor;
  readonly #runners: readonly FakeRunner[];
  readonly #leases: RealLease[] = [];
  readonly #reaper: Reaper;
  readonly #lock: pg.Client;

  /** @param lock a connection that holds the reaper's place, so that no round of the API's own comes between two calls. */
  constructor(id: string, floor: TrainingFloor, runners: readonly FakeRunner[], lock: pg.Client) {
    this.id = id;
    this.#lock = lock;
    this.#floor = floor;
    this.#runners = runners;
    const { database, log } = floor.api.server.services;
    this.#reaper = new Reaper({ database, log, tick: NO_GRACE });
  }

  /** @param model before the call: which runner a lease is of. */
  async make(call: Call, model: Server): Promise<Answer> {
    if (call.kind === "claim") return this.#claim(call.runner, call.request);
    if (call.kind === "expire") return this.#done(() => this.#silence());
    if (call.kind === "reap") return this.#done(() => this.#reap());
    if (call.kind === "ask" || call.kind === "resume") {
      const { errors } = await this.#floor.ask(call.kind === "resume" ? "resumeRun" : `${call.wish.toLowerCase()}Run`, this.id);
      return { verdict: verdictOf(errors, "DONE") };
    }
    if (!("lease" in call)) throw new Error("Restarts are tried with real processes.");
    return this.#ofLease(call, this.#runners[model.leases[call.lease]!.runner]!, this.#leases[call.lease]!);
  }

  async #ofLease(call: Extract<Call, { lease: number }>, runner: FakeRunner, lease: RealLease): Promise<Answer> {
    switch (call.kind) {
      case "report": {
        const { step, sequence } = call;
        const metrics = [{ name: "loss", steps: [step], values: [1 / step] }];
        const answer = await runner.report(lease, sequence, { progress: { step, epoch: 0 }, metrics });
        const expected = answer.expectedSequence === null ? {} : { expected: answer.expectedSequence };
        return answer.errors.length > 0
          ? { verdict: verdictOf(answer.errors, "DONE"), ...expected }
          : { verdict: answer.duplicate ? "DUPLICATE" : "ACCEPTED", requested: answer.requested as Server["requested"] };
      }
      case "renew": {
        const { errors, requested } = await runner.renew(lease);
        return errors.length > 0
          ? { verdict: verdictOf(errors, "DONE") }
          : { verdict: "DONE", requested: requested as Server["requested"] };
      }
      case "beginCommit":
      case "endCommit": {
        const { errors } = await runner.checkpoint(lease, { step: call.step, afterSequence: call.after });
        return { verdict: verdictOf(errors, "DONE") };
      }
      case "finish":
        return { verdict: verdictOf((await runner.finish(lease, call.after, { outcome: call.outcome })).errors, "DONE") };
      case "release":
        return { verdict: verdictOf((await runner.release(lease)).errors, "DONE") };
    }
  }

  async #claim(runner: number, request: number): Promise<Answer> {
    const claim = await this.#runners[runner]!.claim(`${this.id}-${request}`);
    if (!claim) return { verdict: "NOTHING" };
    if (claim.runId !== this.id) throw new Error("Another run was claimed.");
    const known = this.#leases.findIndex(({ leaseEpoch }) => leaseEpoch === claim.leaseEpoch);
    if (known < 0) this.#leases.push(claim);
    return { verdict: "CLAIMED", lease: known < 0 ? this.#leases.length - 1 : known, requested: claim.requested as Server["requested"] };
  }

  async #done(work: () => Promise<unknown>): Promise<Answer> {
    await work();
    return { verdict: "DONE" };
  }

  /** A lease that is held is over, as if 31 s of silence had passed. */
  #silence(): Promise<unknown> {
    return this.#floor.api.database.query(
      "UPDATE runs SET lease_until = now() - interval '1 second' WHERE id = $1 AND status IN ('CLAIMED', 'RUNNING')",
      [this.id],
    );
  }

  /** One round of the reaper; then the back-off passes. */
  async #reap(): Promise<void> {
    await this.#lock.query(`SELECT pg_advisory_unlock(${REAPER_PLACE})`);
    while ((await this.#reaper.tick()).skipped === "another");
    await this.#lock.query(`SELECT pg_advisory_lock(${REAPER_PLACE})`);
    await this.#floor.api.database.query("UPDATE runs SET not_before = now() WHERE id = $1 AND status = 'QUEUED'", [this.id]);
  }

  /** What the database says, in the model's words. */
  async look(steps: number): Promise<Seen> {
    const row = (await this.#floor.run(this.id)) as {
      status: Server["status"];
      lease_epoch: number;
      ingest_seq: string;
      requested: Server["requested"];
      attempts_without_progress: number;
    };
    const points = await this.#floor.api.database.query<{ step: string; attempt: number }>(
      "SELECT step, attempt FROM metric_points WHERE run_id = $1 AND name = 'loss'",
      [this.id],
    );
    const [newest] = await this.#floor.api.database.query<{ step: string | null }>(
      "SELECT max(step) AS step FROM checkpoints WHERE run_id = $1 AND status = 'COMMITTED'",
      [this.id],
    );
    const attempts = new Map(points.map(({ step, attempt }) => [Number(step), attempt - 1]));
    return {
      status: row.status,
      epoch: row.lease_epoch,
      sequence: Number(row.ingest_seq),
      requested: row.requested,
      lostInARow: row.attempts_without_progress,
      points: Array.from({ length: steps }, (_, index) => attempts.get(index + 1) ?? -1),
      newestCheckpoint: Number(newest!.step ?? 0),
    };
  }
}
