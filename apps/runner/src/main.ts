/** @file The runner: claims runs of its pool one after another and trains them, until it is told to end. */
import { fstatSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readFile } from "node:fs/promises";
import type { RunRequest } from "@capstan/run/status";
import { ApiFailure, createApiClient } from "./api-client.ts";
import { Attempt } from "./attempt.ts";
import { claimRun } from "./claim-loop.ts";
import { type Command, followCommands } from "./commands-loop.ts";
import { childEnvironment, readConfig, type RunnerConfig } from "./config.ts";
import { DRAINED, drainReason } from "./drain.ts";
import { EngineWatch } from "./engine-watch.ts";
import { findEngine } from "./find-engine.ts";
import type { EngineInput } from "./graphql/documents.generated.ts";
import { HeldRun } from "./held-run.ts";
import { HomeTaken, lockHome } from "./home-lock.ts";
import { pruneRuns } from "./local-checkpoints.ts";
import { createLog, type Logger } from "./log.ts";
import { type Failure, FREE_DISK } from "./machine-fault.ts";
import { StatusBoard } from "./status-board.ts";

/** Run folders kept after their end: a retried or resumed run finds its checkpoint here. */
const RUNS_KEPT = 3;
const EXIT_BAD_SETTINGS = 2;

/** Finds what a trainer would compute with here. */
function watchEngine({ engine: choice, precision, threads }: RunnerConfig, board: StatusBoard, log: Logger): EngineWatch {
  const wanted = { choice, threads, ...(precision ? { precision } : {}) };
  return new EngineWatch({ find: (signal) => findEngine(wanted, childEnvironment(process.env, threads), signal), board, log });
}

async function runnerVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}

async function serve(config: RunnerConfig, log: Logger, drain: AbortController): Promise<void> {
  const unlock = await lockHome(config.home);
  const board = new StatusBoard(config.home, config.endpoint, (error) => log.warn({ err: error }, "status.json was not written"));
  const api = createApiClient(config.endpoint, config.token);
  const held = await HeldRun.open(config.home);
  const orphan = held.endOrphan();
  if (orphan !== null) log.warn({ pid: orphan }, "ended the trainer of the runner before this one");
  const version = await runnerVersion();
  let attempt: Attempt | null = null;
  /** Of the present attempt: somebody drained the runner, which gives its run back and stays. */
  let handBack = new AbortController();
  const giveBack = (): void => {
    if (attempt && !handBack.signal.aborted) log.info("somebody drained this runner: ending the step, saving and giving the run back");
    handBack.abort(drainReason(DRAINED));
  };
  let nudge = new AbortController();

  const onCommand = ({ kind, runId, leaseEpoch }: Command) => {
    log.debug({ kind, runId }, "command");
    if (kind === "NEW_WORK") nudge.abort();
    else if (kind === "DRAIN") giveBack();
    else attempt?.hear(runId, leaseEpoch, kind satisfies RunRequest);
  };
  let isListening: boolean | null = null;
  const onLink = (broken: string | null) => {
    board.set("commands", broken === null ? "listening" : `connecting again: ${broken}`);
    if (broken === null) log.info("listening for commands");
    else if (isListening !== false) log.warn(`the link for commands broke, so the runner polls until it is made again: ${broken}`);
    isListening = broken === null;
  };
  const over = new AbortController();
  const commands = followCommands({ endpoint: config.endpoint, token: config.token, onCommand, onLink }, over.signal);

  const engine = watchEngine(config, board, log);
  let lastFailure: string | null = null;
  const onPolled = (failure: string | null, draining: boolean) => {
    const idle = draining
      ? "drained: claims nothing until somebody undrains it"
      : engine.about.cannotTrain === null
        ? "waiting for a run"
        : "claims nothing until an engine computes here";
    board.set("claim", failure === null ? idle : `asking again: ${failure}`);
    // Said when it changes: an API that is away for an hour is one line, not a thousand.
    if (failure !== lastFailure) log[failure ? "warn" : "info"](failure ? `no run could be claimed: ${failure}` : "the API answers again");
    lastFailure = failure;
  };
  // A runner whose disk is full claims nothing: each attempt would end where it begins, and count against the run.
  const onDiskFull = (error: Error): void => {
    board.set("claim", "waiting: the disk is full");
    log.warn({ err: error }, `the disk is full: no run is claimed until there is room. ${FREE_DISK}`);
  };
  const patience = { signal: drain.signal, onDiskFull };
  const nextNudge = () => (nudge = new AbortController()).signal;
  try {
    board.set("claim", "loading the engine");
    await engine.look(drain.signal);
    log.info({ endpoint: config.endpoint, home: config.home, version }, "runner is ready");
    while (!drain.signal.aborted) {
      await engine.look(drain.signal);
      const about = { requestId: held.state.requestId, version, host: os.hostname(), ...engine.about };
      const input = () => ({ ...about, loops: board.loops });
      const claimed = await claimRun({ api, input, nudge: nextNudge, onPolled }, engine.patience(drain.signal));
      if (!claimed) continue;
      const { claim } = claimed;
      const isContinued = held.state.runId === claim.runId && held.state.leaseEpoch === claim.leaseEpoch;
      await held.set({ runId: claim.runId, leaseEpoch: claim.leaseEpoch, trainerPid: null }, patience);
      await pruneRuns(path.join(config.home, "runs"), RUNS_KEPT);
      const runLog = log.child({ runId: claim.runId, attempt: claim.leaseEpoch });
      runLog.info({ name: claim.run.name, fromStep: claim.resumeFrom?.step ?? 0 }, isContinued ? "going on with our own lease" : "claimed");
      board.set("claim", "busy");
      board.setRun({ id: claim.runId, name: claim.run.name, attempt: claim.leaseEpoch });
      const claimAgain = async () => {
        const again = await claimRun({ api, input, nudge: nextNudge, onPolled }, AbortSignal.timeout(30_000));
        return again?.claim.runId === claim.runId && again.claim.leaseEpoch === claim.leaseEpoch ? again.claim : null;
      };
      const childEnv = childEnvironment(process.env, config.threads);
      const tell = { onEngine: (used: EngineInput) => engine.used(used), onFailed: (failure: Failure) => engine.failed(failure) };
      handBack = new AbortController();
      attempt = new Attempt({ api, config, ...claimed, held, log: runLog, board, childEnv, claimAgain, ...tell, onDraining: giveBack });
      const end = await attempt.run(AbortSignal.any([drain.signal, handBack.signal]));
      attempt = null;
      if (end !== "kept") await held.letGo(patience);
      board.setRun(null);
    }
  } finally {
    over.abort();
    await commands;
    await board.close();
    await unlock();
  }
}

async function main(): Promise<number> {
  let config: RunnerConfig;
  try {
    config = readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT_BAD_SETTINGS;
  }
  const log = createLog(config.logLevel, process.stdout.isTTY);
  const drain = new AbortController();
  // Whoever started us may hold the other end of our standard input: when it is gone, we end in order.
  if (fstatSync(0).isFIFO() || fstatSync(0).isSocket())
    process.stdin
      .on("end", () => drain.abort())
      .on("error", () => drain.abort())
      .resume()
      .unref();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (drain.signal.aborted && signal === "SIGINT") process.exit(130);
      log.info(`${signal}: ending the step, saving and letting go of the run; Ctrl-C again ends at once`);
      drain.abort();
    });
  }
  try {
    await serve(config, log, drain);
    log.info("runner has ended");
    return 0;
  } catch (error) {
    if (error instanceof ApiFailure && error.kind === "unauthenticated") {
      log.fatal(
        "The API does not accept RUNNER_TOKEN: it was revoked or is not complete. Make a new runner in the dashboard and set its token.",
      );
      return EXIT_BAD_SETTINGS;
    }
    if (error instanceof HomeTaken) log.fatal(error.message);
    else log.fatal({ err: error }, "the runner cannot go on");
    return 1;
  }
}

process.exitCode = await main();
