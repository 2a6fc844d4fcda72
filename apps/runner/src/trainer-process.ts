/**
 * @file The child process that trains: main program, started by trainer.ts with an IPC channel and nothing else.
 *
 * Why a process of its own: a step may block its event loop for longer than a lease lasts, and a crash of native code must
 * not take the lease, the spool and the uploads with it. It dies with its parent: the channel closes.
 */
import { readFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { parseManifest } from "@capstan/dataset/manifest";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import type { RunRequest } from "@capstan/run/status";
import { parseVocabulary } from "@capstan/tokenizer/vocabulary";
import { train } from "@capstan/trainer/train";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { EventWindow } from "./event-window.ts";
import { type Assignment, EVENTS_IN_FLIGHT_MAX, type FromTrainer, PULSE_MS, type ToTrainer } from "./trainer-message.ts";

const PARENT_GONE = 70;

const window = new EventWindow(EVENTS_IN_FLIGHT_MAX);
const cancelled = new AbortController();
let requested: RunRequest | null = null;

/** CANCEL outranks all; nothing else replaces what was asked first. */
function hear(request: RunRequest): void {
  if (requested === null || request === "CANCEL") requested = request;
  if (request === "CANCEL") cancelled.abort();
}

async function emit(event: TrainerEvent): Promise<void> {
  await window.take();
  process.send!({ type: "event", event } satisfies FromTrainer);
  // Between steps the loop must turn once, or a request would wait until the training happens to.
  await turn();
}

async function run(assignment: Assignment): Promise<void> {
  const manifest = parseManifest(await readFile(assignment.manifestFile, "utf8"));
  const where = assignment.pictures;
  const version = openVersion(where.kind === "linked" ? { manifest, linkedRoot: where.root } : { manifest, shardsDir: where.folder });
  const vocabulary = assignment.vocabularyFile ? parseVocabulary(await readFile(assignment.vocabularyFile, "utf8")) : undefined;
  const engine = await prepareEngine(assignment.engine);
  await train({
    config: assignment.config,
    version,
    folder: assignment.folder,
    logFolder: assignment.logFolder,
    engine,
    ...(assignment.resumeFrom ? { resumeFrom: assignment.resumeFrom } : {}),
    ...(assignment.initialWeights ? { initialWeights: assignment.initialWeights } : {}),
    ...(vocabulary ? { vocabulary } : {}),
    emit,
    requested: () => requested,
    signal: cancelled.signal,
  });
  await window.drained();
}

/** Processor time that only looking after timers takes: less in a pulse's time is waiting, which may never end. */
const IDLE_MS = 200;
let computed = process.cpuUsage();
setInterval(() => {
  const { user, system } = process.cpuUsage(computed);
  if ((user + system) / 1000 < IDLE_MS) return;
  computed = process.cpuUsage();
  if (process.connected) process.send!({ type: "pulse" } satisfies FromTrainer);
}, PULSE_MS).unref();

process.on("disconnect", () => process.exit(PARENT_GONE));
// A terminal sends Ctrl-C to the whole group; the runner decides what becomes of the step.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => hear("PAUSE"));
process.on("message", (message: ToTrainer) => {
  switch (message.type) {
    case "start":
      // A rejection ends the process with its stack on standard error, which the runner reads.
      void run(message.assignment).then(() => process.exit(0));
      return;
    case "request":
      return hear(message.request);
    case "taken":
      return window.give(message.count);
  }
});
