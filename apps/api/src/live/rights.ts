/** @file A subscriber's rights, looked at again every 30 s and whenever somebody's changed, for as long as it listens. */
import type { Context } from "../context.ts";
import type { Change } from "./change-feed.ts";
import { ChangeQueue } from "./change-queue.ts";
import { requireStillAllowed } from "./still-allowed.ts";
import { pump } from "./watch-rows.ts";

const CHECK_EVERY_MS = 30_000;
const CHECK: Change = { kind: "access", teamId: null, id: null };

export class Rights {
  /** Aborts when the rights are gone, and when the subscriber is. */
  readonly signal: AbortSignal;
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #check: Promise<void> = Promise.resolve();

  /** @param signal aborts when the subscriber goes. */
  constructor(ctx: Context, teamId: string, signal: AbortSignal) {
    this.signal = this.#over.signal;
    if (signal.aborted) this.#over.abort();
    else signal.addEventListener("abort", () => this.#over.abort(), { once: true });
    const wakes = new ChangeQueue(this.signal);
    void pump(ctx.changes.watch("access", teamId, this.signal), wakes);
    if (ctx.caller.kind === "runner") void pump(ctx.changes.watch("runner", ctx.caller.id, this.signal), wakes);
    this.#timer = setInterval(() => wakes.push(CHECK), CHECK_EVERY_MS);
    this.#timer.unref();
    void this.#follow(ctx, teamId, wakes);
  }

  /** Waits for the look that is going on, if any. @throws what ended the rights. */
  checked(): Promise<void> {
    return this.#check;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#over.abort();
  }

  async #follow(ctx: Context, teamId: string, wakes: ChangeQueue): Promise<void> {
    for await (const _wake of wakes) {
      this.#check = requireStillAllowed(ctx, teamId);
      // `checked` throws it.
      await this.#check.catch(() => this.#over.abort());
    }
  }
}
