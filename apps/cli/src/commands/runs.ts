/** @file `capstan runs`: list, show, follow, logs, history, and what one may ask of a run. */
import { RUN_STATUSES, type RunStatus } from "@capstan/run/status";
import { type Command, Option } from "commander";
import type { AddCommand, Context } from "../command.ts";
import { examples } from "../command.ts";
import { assertNoErrors } from "../cli-error.ts";
import { endText, progressText, waitingAdvice } from "../follow-run.ts";
import { findRunId } from "../find-run.ts";
import {
  CancelRunDocument,
  PauseRunDocument,
  ResumeRunDocument,
  RunDetailsDocument,
  type RunDetailsQuery,
  type RunLineFragment,
  RunLogsDocument,
  RunsDocument,
  StopRunDocument,
} from "../graphql/documents.generated.ts";
import { pages } from "../pages.ts";
import { formatBytes, formatEpoch, formatEpochs, formatLoss, formatSeconds, say, sayJson, table } from "../print.ts";
import { watchRun } from "../watch-run.ts";

type Details = RunDetailsQuery["run"];

export const addRuns: AddCommand = (program, context) => {
  const runs = program
    .command("runs")
    .description("See runs and ask something of them; ID is an id, a number, a name, or latest")
    .addHelpText("after", examples("capstan runs", "capstan runs show 12", "capstan runs stop latest", "capstan runs history 12 --json"));
  addList(runs, context);
  addShow(runs, context);
  runs
    .command("follow <id>")
    .description("Follow a run live")
    .action(async (words: string) => {
      const api = await context.api();
      const { run } = await api.call(RunDetailsDocument, { id: await findRunId(api, words) });
      await watchRun(api, run.id, run.number);
    });
  addLogs(runs, context);
  addHistory(runs, context);
  addRequests(runs, context);
};

function addList(runs: Command, context: Context): void {
  runs
    .command("list", { isDefault: true })
    .description("The team's runs, newest first")
    .addOption(new Option("--status <status>", "only these").choices(RUN_STATUSES.map((status) => status.toLowerCase())))
    .option("--limit <n>", "at most so many", "20")
    .option("--json", "as JSON")
    .action(async ({ status, limit, json }: { status?: string; limit: string; json?: boolean }) => {
      const api = await context.api();
      const filter = status ? { status: [status.toUpperCase() as RunStatus] } : null;
      const found: RunLineFragment[] = [];
      const most = Math.max(1, Number(limit) || 20);
      const load = async (after: string | null) => (await api.call(RunsDocument, { filter, first: Math.min(100, most), after })).team.runs;
      for await (const run of pages<RunLineFragment>(load)) {
        found.push(run);
        if (found.length >= most) break;
      }
      if (json) return sayJson(found);
      if (found.length === 0) return say("No runs yet. Start one with: capstan train");
      say(table(["#", "name", "status", "epoch", "step", "best val loss", "started"], found.map(row)));
    });
}

function row(run: RunLineFragment): string[] {
  const { step, totalSteps } = run.progress;
  const status = run.status === "SUCCEEDED" && run.endReason !== "COMPLETED" ? `${run.status} (${run.endReason})` : run.status;
  return [
    String(run.number),
    run.name,
    (run.requested ? `${status}, asked to ${run.requested}` : status).toLowerCase().replaceAll("_", " "),
    formatEpochs(run.progress),
    totalSteps ? `${step}/${totalSteps}` : String(step),
    formatLoss(run.bestValidationLoss),
    run.startedAt ? run.startedAt.slice(0, 16).replace("T", " ") : "-",
  ];
}

function addShow(runs: Command, context: Context): void {
  runs
    .command("show <id>")
    .description("Everything about one run")
    .option("--json", "as JSON")
    .action(async (words: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const { run } = await api.call(RunDetailsDocument, { id: await findRunId(api, words) });
      if (json) return sayJson(run);
      show(run);
    });
}

function show(run: Details): void {
  const { engine, datasetVersion, startedAt, finishedAt } = run;
  say(`#${run.number} ${run.name}  (${run.id})`);
  say(run.status === "RUNNING" ? progressText(run, null) : endText(run));
  const advice = waitingAdvice(run.status, run.pool);
  if (advice) say(advice);
  say(
    `dataset “${datasetVersion.dataset.name}” version ${datasetVersion.number}, pool ${run.pool.name}, attempt ${run.attempt}${run.runner ? ` on ${run.runner.name}` : ""}`,
  );
  if (engine) say(`engine ${engine.name}: ${engine.device}, ${engine.precision}`);
  if (startedAt && finishedAt) say(`took ${formatSeconds((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}`);
  for (const epoch of run.history) say(formatEpoch(epoch, run.progress.totalEpochs));
  if (run.checkpoints.length === 0) return;
  const rows = run.checkpoints.map((each) => [
    each.kinds.join(", ").toLowerCase() || "-",
    String(each.epoch),
    String(each.step),
    formatLoss(each.validationLoss),
    formatBytes(each.sizeBytes),
    each.aliases.join(", "),
    each.id,
  ]);
  say(`\n${table(["checkpoint", "epoch", "step", "val loss", "size", "aliases", "id"], rows)}`);
}

function addLogs(runs: Command, context: Context): void {
  runs
    .command("logs <id>")
    .description("The run's log")
    .option("--json", "as JSON lines")
    .action(async (words: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const id = await findRunId(api, words);
      const load = async (after: string | null) => (await api.call(RunLogsDocument, { id, after })).run.logs;
      for await (const line of pages(load))
        say(json ? JSON.stringify(line) : `${line.at.slice(11, 19)} ${line.level.padEnd(7)} ${line.message}`);
    });
}

function addHistory(runs: Command, context: Context): void {
  runs
    .command("history <id>")
    .description("Losses by epoch; as JSON, what CATR kept in logs/history.json")
    .option("--json", "as JSON")
    .action(async (words: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const { run } = await api.call(RunDetailsDocument, { id: await findRunId(api, words) });
      if (!json) return run.history.forEach((epoch) => say(formatEpoch(epoch, run.progress.totalEpochs)));
      sayJson({
        runId: run.id,
        trainLoss: run.history.map(({ trainLoss }) => trainLoss),
        validationLoss: run.history.map(({ validationLoss }) => validationLoss),
        bestValidationLoss: run.bestValidationLoss,
        bestEpoch: run.bestEpoch,
        epochs: run.history,
      });
    });
}

const REQUESTS = {
  stop: {
    document: StopRunDocument,
    description: "End a run after its step, with a checkpoint",
    done: "will end after its step and write a checkpoint",
  },
  cancel: { document: CancelRunDocument, description: "Drop a run", done: "is dropped" },
  pause: { document: PauseRunDocument, description: "Write a checkpoint and let the runner go", done: "will write a checkpoint and pause" },
  resume: { document: ResumeRunDocument, description: "Go on with a paused run", done: "is queued to go on" },
} as const;

function addRequests(runs: Command, context: Context): void {
  for (const [verb, { document, description, done }] of Object.entries(REQUESTS))
    runs
      .command(`${verb} <id>`)
      .description(description)
      .option("--json", "as JSON")
      .action(async (words: string, { json }: { json?: boolean }) => {
        const api = await context.api();
        const { payload } = await api.call(document, { input: { id: await findRunId(api, words) } });
        assertNoErrors(payload.errors);
        if (json) return sayJson(payload.run);
        say(`Run #${payload.run!.number} ${done}.`);
      });
}
