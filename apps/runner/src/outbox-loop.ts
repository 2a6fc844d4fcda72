/**
 * @file Sends what lies in the spool: the oldest first, one at a time, again and again until the API has it.
 *
 * A reply that was lost is asked for again: the API answers a repeated sequence as a duplicate. GAP rewinds.
 */
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { type ApiClient, isTransient } from "./api-client.ts";
import { type ReportProgressInput, type ReportProgressMutation, ReportProgressDocument } from "./graphql/documents.generated.ts";
import { assertHeld, type Lease } from "./lease.ts";
import { backOffMs, pause } from "./pause.ts";
import type { Spool } from "./spool.ts";

export type ReportBody = Omit<ReportProgressInput, "runId" | "leaseEpoch" | "sequence">;

export interface Outbox {
  readonly api: ApiClient;
  readonly spool: Spool;
  readonly lease: Lease;
  /** How soon the API wants the next report. */
  readonly onFlushAfter: (ms: number) => void;
  /** Called after each try; `failure` is null when a report arrived. */
  readonly onSent: (failure: Error | null) => void;
  readonly backOff?: { baseMs: number; maxMs: number };
}

type Answer = ReportProgressMutation["reportProgress"];
export type Verdict =
  | { kind: "arrived" }
  | { kind: "gap"; expected: number }
  | { kind: "later"; afterMs: number; message: string }
  | { kind: "wrong"; message: string };

/** What an answer means for the report that it answers. @throws {LeaseLost} */
export function judgeReport(answer: Answer): Verdict {
  assertHeld(answer.errors);
  const gap = answer.errors.some((error) => error.code === "GAP");
  if (gap && answer.expectedSequence !== null) return { kind: "gap", expected: answer.expectedSequence };
  const limited = answer.errors.find((error) => error.code === "RATE_LIMITED");
  if (limited) return { kind: "later", afterMs: answer.flushAfterMs, message: limited.message };
  if (answer.errors.length === 0 && (answer.accepted || answer.duplicate)) return { kind: "arrived" };
  return { kind: "wrong", message: answer.errors[0]?.message ?? "The API neither took the report nor said why." };
}

/** A report that the API will never take: going on would leave a hole in the run. */
export class ReportRefused extends Error {
  override name = "ReportRefused";
}

/** Sends until `signal` aborts (returns). @throws {LeaseLost} @throws {SpoolLost} @throws {ReportRefused} @throws {ApiFailure} for a bad token. */
export async function sendReports(outbox: Outbox, signal: AbortSignal): Promise<void> {
  const { spool, lease } = outbox;
  const over = aborted(signal);
  let failures = 0;
  while (!signal.aborted) {
    const changed = spool.whenChanged();
    const next = await spool.peek();
    if (!next) {
      await Promise.race([changed, over]);
      continue;
    }
    try {
      const sentAtMs = performance.now();
      const input = { ...(JSON.parse(next.body) as ReportBody), ...lease.key, sequence: next.sequence };
      const { reportProgress } = await outbox.api.call(ReportProgressDocument, { input }, { signal });
      const verdict = judgeReport(reportProgress);
      lease.hear(reportProgress.requested);
      if (verdict.kind === "wrong") throw new ReportRefused(`Report ${next.sequence} was refused: ${verdict.message}`);
      if (verdict.kind === "later") {
        // It stays in the spool; the lease is kept by its own loop meanwhile.
        outbox.onSent(new Error(verdict.message));
        await pause(verdict.afterMs, signal);
        continue;
      }
      lease.extend(sentAtMs, LEASE_SECONDS);
      outbox.onFlushAfter(reportProgress.flushAfterMs);
      if (verdict.kind === "gap") await spool.rewind(verdict.expected);
      else await spool.acknowledge(next.sequence);
      failures = 0;
      outbox.onSent(null);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTransient(error)) throw error;
      outbox.onSent(error as Error);
      await pause(backOffMs(failures++, outbox.backOff), signal);
    }
  }
}

/** Resolves when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
