/** @file One evaluation in its process: what the process says, as calls. */
import { fork, type ChildProcess } from "node:child_process";
import os from "node:os";
import { childEnvironment } from "../captioning/child-environment.ts";
import type { EvaluationOrder, EvaluationOutcome, FromEvaluation, ToEvaluation } from "./evaluation-messages.ts";

const PROGRAM = new URL("./evaluation-process.ts", import.meta.url);
const END_MS = 5_000;
/** Behind the API and single captions: nobody waits at the screen for an evaluation. */
const NICE = 10;

/** The evaluation came to an end that people should hear of. */
export class EvaluationRefused extends Error {
  override name = "EvaluationRefused";
}

export class RunningEvaluation {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor() {
    this.#child = fork(PROGRAM, { env: { ...childEnvironment(), OMP_WAIT_POLICY: "passive" }, execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
    if (this.#child.pid !== undefined) os.setPriority(this.#child.pid, NICE);
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()).once("error", () => resolve()));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws {EvaluationRefused} in words for people; {Error} for a fault of ours, also when the process dies. */
  run(order: Omit<EvaluationOrder, "type">, onProgress: (progress: { readonly done: number; readonly total: number }) => void): Promise<EvaluationOutcome> {
    const child = this.#child;
    let lastWords = "";
    child.stderr!.on("data", (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-2_000)));
    return new Promise<EvaluationOutcome>((resolve, reject) => {
      child.on("error", reject);
      // Also when it has ended before it got its order.
      void this.#ended.then(() => reject(new Error(`The evaluation's process ended (${child.signalCode ?? child.exitCode}): ${lastWords}`)));
      child.on("message", (message: FromEvaluation) => {
        if (message.type === "progress") onProgress(message);
        else if (message.type === "done") resolve(message.outcome);
        else reject(message.isForPeople ? new EvaluationRefused(message.message) : new Error(message.message));
      });
      this.#send({ type: "order", ...order });
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#send({ type: "abort" });
    const overdue = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.#ended;
    clearTimeout(overdue);
  }

  #send(message: ToEvaluation): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
