/** @file What /metrics tells: this process, its requests, its sockets. Other parts register theirs with prom-client the same way. */
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

export const printMetrics = async (): Promise<{ readonly type: string; readonly text: string }> => ({
  type: register.contentType,
  text: await register.metrics(),
});
