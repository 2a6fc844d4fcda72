/** @file What the end of a trainer process means when it ended without saying so: whose fault, and what to do. */
import { readFileSync } from "node:fs";
import type { FailedEvent } from "@capstan/trainer/trainer-event";

export type Failure = Omit<FailedEvent, "type">;

export interface TrainerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines on standard error. */
  readonly stderr: string;
  /** The kernel says that it killed something of ours for memory since the trainer began. */
  readonly outOfMemory: boolean;
}

const LESS_MEMORY =
  "Lower the batch size (optimizer.batchSize), the picture size or the model, raise optimizer.accumulate to keep the effective batch, or use a runner with more memory.";
const CRASHES: readonly (NodeJS.Signals | null)[] = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"];

/** Tells out of memory, a crash of native code, a kill from outside and an exception apart. */
export function judgeExit(exit: TrainerExit): Failure {
  const heap = /heap out of memory|Cannot allocate memory|std::bad_alloc|Array buffer allocation failed|OOM when allocating|CUDA_ERROR_OUT_OF_MEMORY/i;
  if (heap.test(exit.stderr) || (exit.signal === "SIGKILL" && exit.outOfMemory))
    return { blame: "machine", code: "OUT_OF_MEMORY", message: "The trainer ran out of memory.", advice: LESS_MEMORY };
  if (exit.signal === "SIGKILL") {
    const advice = `If nobody killed it, the machine was probably out of memory. ${LESS_MEMORY}`;
    return { blame: "machine", code: "TRAINER_KILLED", message: "The trainer was killed from outside (SIGKILL).", advice };
  }
  const last = lastLine(exit.stderr);
  if (CRASHES.includes(exit.signal) || exit.code === 134 || exit.code === 139) {
    const message = `The trainer crashed (${exit.signal ?? `exit code ${exit.code}`})${last ? `: ${last}` : ""}.`;
    return { blame: "ours", code: "TRAINER_CRASHED", message, advice: "The run goes on from its last checkpoint. If it happens again, try ENGINE=wasm on the runner and report it." };
  }
  if (exit.signal) {
    const message = `The trainer was ended by ${exit.signal}.`;
    return { blame: "machine", code: "TRAINER_KILLED", message, advice: "The run goes on from its last checkpoint." };
  }
  const message = `The trainer ended with exit code ${exit.code} before it was done${last ? `: ${last}` : ""}.`;
  return { blame: "ours", code: "TRAINER_FAILED", message, advice: "The run goes on from its last checkpoint. If it happens again, report it with the runner's log." };
}

/** The line that says what went wrong: Node prints "SomeError: text" above the stack. */
function lastLine(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter(Boolean);
  return (lines.findLast((line) => /^(\w*Error|FATAL|terminate called)/.test(line)) ?? lines.at(-1) ?? "").slice(0, 300);
}

/** How often the kernel killed for memory in our control group; 0 where that cannot be read. */
export function outOfMemoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)/m.exec(readFileSync("/sys/fs/cgroup/memory.events", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
