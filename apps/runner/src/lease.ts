/**
 * @file The lease of one run, as the runner sees it: by a monotonic clock, counted from before each call that extended it.
 *
 * The runner's own count never ends an attempt: only the API knows whether somebody else holds the run, and its fence keeps
 * a late report out. The count says when the lease is in doubt, so that people see it.
 */
import type { ErrorCode } from "@capstan/run/error-code";
import type { RunRequest } from "@capstan/run/status";

/** The API says that this attempt no longer holds the run. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const LOST: readonly ErrorCode[] = ["FENCED", "LEASE_EXPIRED", "RUN_FINISHED"];

/** @throws {LeaseLost} when an answer's errors say that the lease is over. */
export function assertHeld(errors: readonly { readonly code: ErrorCode; readonly message: string }[]): void {
  const lost = errors.find((error) => LOST.includes(error.code));
  if (lost) throw new LeaseLost(lost.code, lost.message);
}

export interface LeaseKey {
  readonly runId: string;
  readonly leaseEpoch: number;
}

export class Lease {
  readonly key: LeaseKey;
  readonly #onRequested: (request: RunRequest) => void;
  readonly #now: () => number;
  #validUntilMs: number;
  #requested: RunRequest | null = null;

  constructor(
    key: LeaseKey,
    sentAtMs: number,
    leaseSeconds: number,
    onRequested: (request: RunRequest) => void,
    now = () => performance.now(),
  ) {
    this.key = key;
    this.#onRequested = onRequested;
    this.#now = now;
    this.#validUntilMs = sentAtMs + leaseSeconds * 1000;
  }

  /** An answer to a call sent at `sentAtMs`: the lease runs at least so long after that moment. */
  extend(sentAtMs: number, leaseSeconds: number): void {
    this.#validUntilMs = Math.max(this.#validUntilMs, sentAtMs + leaseSeconds * 1000);
  }

  /** What somebody asked for, from any reply or push; each new request is passed on once. */
  hear(request: RunRequest | null): void {
    if (request === null || request === this.#requested) return;
    this.#requested = request;
    this.#onRequested(request);
  }

  get requested(): RunRequest | null {
    return this.#requested;
  }
  /** Milliseconds that are certainly left; negative when the API may have given the run away. */
  get certainMs(): number {
    return this.#validUntilMs - this.#now();
  }
  get isInDoubt(): boolean {
    return this.certainMs < 0;
  }
}
