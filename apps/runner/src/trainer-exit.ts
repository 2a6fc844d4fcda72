/** @file What the end of a trainer process means when it ended without saying so: whose fault, and what to do. */
import { readFileSync } from "node:fs";
import { type Failure, LESS_MEMORY, machineFaultIn } from "./machine-fault.ts";

export interface TrainerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines on standard error. */
  readonly stderr: string;
  /** The kernel says that it killed something of ours for memory since the trainer began. */
  readonly outOfMemory: boolean;
}

const CRASHES: readonly (NodeJS.Signals | null)[] = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"];

/** Tells a fault of the machine, a crash of native code, a kill from outside and an exception apart. */
export function judgeExit(exit: TrainerExit): Failure {
  const fault = machineFaultIn(exit.signal === "SIGKILL" && exit.outOfMemory ? "out of memory" : exit.stderr);
  if (fault) return fault;
  if (exit.signal === "SIGKILL") {
    const advice = `If nobody killed it, the machine was probably out of memory. ${LESS_MEMORY}`;
    return { blame: "machine", code: "TRAINER_KILLED", message: "The trainer was killed from outside (SIGKILL).", advice };
  }
  const last = lastLine(exit.stderr);
  if (CRASHES.includes(exit.signal) || exit.code === 134 || exit.code === 139) {
    const message = `The trainer crashed (${exit.signal ?? `exit code ${exit.code}`})${last ? `: ${last}` : ""}.`;
    return {
      blame: "ours",
      code: "TRAINER_CRASHED",
      message,
      advice: "The run goes on from its last checkpoint. If it happens again, try ENGINE=wasm on the runner and report it.",
    };
  }
  if (exit.signal) {
    const message = `The trainer was ended by ${exit.signal}.`;
    return { blame: "machine", code: "TRAINER_KILLED", message, advice: "The run goes on from its last checkpoint." };
  }
  const message = `The trainer ended with exit code ${exit.code} before it was done${last ? `: ${last}` : ""}.`;
  return {
    blame: "ours",
    code: "TRAINER_FAILED",
    message,
    advice: "The run goes on from its last checkpoint. If it happens again, report it with the runner's log.",
  };
}

/** A trainer's own words, with what it took for a fault of its own put down to the machine where the words are the machine's. */
export function judgeOwnWords(failure: Failure): Failure {
  if (failure.blame !== "ours") return failure;
  const fault = machineFaultIn(failure.message);
  return fault ? { ...fault, message: `${fault.message} ${failure.message}` } : failure;
}

/** The line that says what went wrong: Node prints "SomeError: text" above the stack. */
function lastLine(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
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
