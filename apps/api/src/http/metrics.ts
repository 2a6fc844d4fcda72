/** @file What /metrics tells: this process, its requests, its sockets. Other parts register theirs with prom-client the same way. */
import { AppError } from "@capstan/run/error-code";
import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from "prom-client";

collectDefaultMetrics({ register });

export const requestSeconds = new Histogram({
  name: "capstan_request_seconds",
  help: "Time to answer an HTTP request.",
  labelNames: ["route", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});
export const refusedDocuments = new Counter({
  name: "capstan_refused_documents_total",
  help: "Documents refused before they ran.",
  labelNames: ["transport"],
});
export const internalErrors = new Counter({ name: "capstan_internal_errors_total", help: "Requests that failed on our side." });
export const openSockets = new Gauge({ name: "capstan_sockets", help: "Open WebSockets." });
export const openSubscriptions = new Gauge({ name: "capstan_subscriptions", help: "Running subscriptions." });

export const executedEvents = new Counter({
  name: "capstan_events_executed_total",
  help: "Events of subscriptions for which a document was executed and its answer written as text.",
});
export const sentEvents = new Counter({
  name: "capstan_events_sent_total",
  help: "Events sent to subscribers: identical subscriptions share an execution.",
});

const FAST = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const storedPoints = new Counter({ name: "capstan_points_total", help: "Metric points stored." });
export const reportSeconds = new Histogram({
  name: "capstan_report_seconds",
  help: "Time to answer a report, by what became of it: stored, duplicate, or why it was refused.",
  labelNames: ["result"],
  buckets: FAST,
});
export const claimSeconds = new Histogram({
  name: "capstan_claim_seconds",
  help: "Time to answer a claim, by whether there was a run.",
  labelNames: ["result"],
  buckets: FAST,
});
export const reapedLeases = new Counter({
  name: "capstan_leases_reaped_total",
  help: "Leases that ended because their runner fell silent.",
});
export const queueMerges = new Counter({
  name: "capstan_queue_merges_total",
  help: "Times that what waited for a slow subscriber was dropped for one reading of the table, because 256 events or a mebibyte waited.",
});
export const captionSeconds = new Histogram({
  name: "capstan_caption_seconds",
  help: "Time to caption a picture, with waiting.",
  labelNames: ["result"],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});
export const storageErrors = new Counter({
  name: "capstan_storage_errors_total",
  help: "Calls of the object store that failed, by what was asked of it.",
  labelNames: ["operation"],
});

/** Observes how long `work` took under its `result`: ok, the code of the AppError that it threw, or failed. */
export async function timed<T>(
  histogram: Histogram<"result">,
  work: () => Promise<T>,
  resultOf: (result: T) => string = () => "ok",
): Promise<T> {
  const startedMs = performance.now();
  const observe = (result: string): void => histogram.observe({ result }, (performance.now() - startedMs) / 1_000);
  try {
    const result = await work();
    observe(resultOf(result));
    return result;
  } catch (error) {
    observe(error instanceof AppError ? error.code : "failed");
    throw error;
  }
}

export const printMetrics = async (): Promise<{ readonly type: string; readonly text: string }> => ({
  type: register.contentType,
  text: await register.metrics(),
});
