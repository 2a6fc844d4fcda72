/**
 * @file Shows a run while it goes on: a bar with loss, speed and time left, the epochs as CATR's log has them, the run's
 * own log lines. Each subscription goes on from the last sequence seen, so a broken link loses nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isTerminal } from "@capstan/run/status";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Client } from "graphql-ws";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import {
  FollowLogsDocument,
  RunDetailsDocument,
  RunMetricsDocument,
  type RunStateFragment,
  RunUpdatedDocument,
} from "./graphql/documents.generated.ts";
import { formatEpoch, formatEpochs, formatLoss, formatSeconds } from "./print.ts";
import { createProgress, type Progress } from "./progress.ts";

/** What stands behind the bar. */
export function progressText(run: Pick<RunStateFragment, "status" | "requested" | "progress">, loss: number | null): string {
  const { step, totalSteps, samplesPerSecond, etaSeconds } = run.progress;
  if (run.status === "QUEUED") return "waiting for a runner";
  if (run.status === "CLAIMED") return "a runner is preparing";
  const parts = [
    `step ${step}${totalSteps ? `/${totalSteps}` : ""}`,
    `epoch ${formatEpochs(run.progress)}`,
    `loss ${formatLoss(loss)}`,
    ...(samplesPerSecond ? [`${samplesPerSecond.toFixed(1)} pictures/s`] : []),
    ...(etaSeconds !== null ? [`${formatSeconds(etaSeconds)} left`] : []),
    ...(run.requested ? [`asked to ${run.requested.toLowerCase()}`] : []),
  ];
  return parts.join("  ");
}

/** What to do about a run that no runner can take; null: nothing is wrong with it. */
export function waitingAdvice(
  status: string,
  pool: { readonly name: string; readonly shared: boolean; readonly onlineRunners: number },
): string | null {
  if (status !== "QUEUED" || pool.onlineRunners > 0) return null;
  const remedy = pool.shared
    ? "Its runners belong to whoever runs Capstan: tell them."
    : "Start one with capstan runner start; capstan runner status says why those there take none.";
  return `The run waits, and no runner of pool “${pool.name}” is online and takes runs. ${remedy}`;
}

/** How a run that has ended, or paused, ended: one line. */
export function endText(
  run: Pick<RunStateFragment, "status" | "endReason" | "failure" | "bestEpoch" | "bestValidationLoss" | "number">,
): string {
  const best = run.bestEpoch === null ? "" : ` Best: epoch ${run.bestEpoch}, Val Loss: ${formatLoss(run.bestValidationLoss)}.`;
  switch (run.status) {
    case "SUCCEEDED": {
      const how = {
        COMPLETED: "is complete",
        EARLY_STOPPED: "stopped early: it no longer got better",
        STOPPED: "was stopped; its checkpoint is written",
      }[run.endReason ?? "COMPLETED"];
      return `Run #${run.number} ${how}.${best}`;
    }
    case "FAILED":
      return `Run #${run.number} failed: ${run.failure?.message ?? "no reason was given."} ${run.failure?.advice ?? ""}`.trim();
    case "CANCELLED":
      return `Run #${run.number} was cancelled.${best}`;
    case "PAUSED":
      return `Run #${run.number} is paused. Go on with: capstan runs resume ${run.number}`;
    default:
      return `Run #${run.number} is ${run.status.toLowerCase()}.`;
  }
}

interface Follow {
  readonly api: Api;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** Follows to the run's end. @returns the run as it ended, or as it was when `signal` aborted. */
export async function followRun({ api, runId, signal }: Follow): Promise<RunStateFragment> {
  const progress = createProgress();
  let isUp = true;
  const client = api.subscribe((up) => {
    if (isUp && !up && !over.signal.aborted) progress.line("The link to the API broke; connecting again. The run goes on meanwhile.");
    isUp = up;
  });
  const over = new AbortController();
  const { run: found } = await api.call(RunDetailsDocument, { id: runId });
  const advice = waitingAdvice(found.status, found.pool);
  if (advice) progress.line(advice);
  let run: RunStateFragment = found;
  let loss: number | null = null;
  let shown = 0;
  const show = (next: RunStateFragment) => {
    run = next;
    for (const epoch of run.history.slice(shown)) progress.line(formatEpoch(epoch, run.progress.totalEpochs));
    shown = Math.max(shown, run.history.length);
    draw(progress, run, loss);
    if (isTerminal(run.status) || run.status === "PAUSED") over.abort();
  };
  const until = AbortSignal.any([signal, over.signal]);
  show(run);
  try {
    const streams = [
      listen(client, RunUpdatedDocument, { runId }, ({ runUpdated }) => show(runUpdated), until),
      listenFrom(
        client,
        RunMetricsDocument,
        runId,
        ({ runMetrics }) => {
          loss = runMetrics.series.find(({ name }) => name === "loss")?.values.at(-1) ?? loss;
          draw(progress, run, loss);
          return runMetrics.sequence;
        },
        until,
      ),
      listenFrom(
        client,
        FollowLogsDocument,
        runId,
        ({ runLogs }) => {
          for (const { level, message } of runLogs.lines) progress.line(level === "INFO" ? message : `${level}: ${message}`);
          return runLogs.sequence;
        },
        until,
      ),
    ];
    await Promise.race([Promise.all(streams), aborted(until)]);
  } finally {
    // From here on a closed link is our own doing.
    over.abort();
    progress.end();
    await client.dispose();
  }
  return run;
}

function draw(progress: Progress, run: RunStateFragment, loss: number | null): void {
  if (isTerminal(run.status)) return;
  progress.update(run.progress.step, run.progress.totalSteps ?? 0, progressText(run, loss));
}

/**
 * Hears every event until `signal` aborts, over any number of connections. graphql-ws sends the same variables object again
 * when it connects again, so what `onData` writes into it counts. @throws when the API refuses the subscription.
 */
async function listen<R, V extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<R, V>,
  variables: V,
  onData: (data: R) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const events = client.iterate<R, V>({ query: print(document), variables });
    const stop = () => void events.return?.();
    signal.addEventListener("abort", stop, { once: true });
    for await (const { data, errors } of events) {
      if (errors?.[0]) throw new CliError(errors[0].message);
      if (data) onData(data as R);
    }
    signal.removeEventListener("abort", stop);
    // The API ended the stream: it restarts, or we were too slow for it.
    if (!signal.aborted) await sleep(500);
  }
}

/** As listen, for a stream with sequences: it goes on after the last one that `onData` answered. */
async function listenFrom<R>(
  client: Client,
  document: TypedDocumentNode<R, { runId: string; after?: number | null | undefined }>,
  runId: string,
  onData: (data: R) => number,
  signal: AbortSignal,
): Promise<void> {
  const variables: { runId: string; after: number | null } = { runId, after: null };
  await listen(client, document, variables, (data) => void (variables.after = onData(data)), signal);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
