/** @file The words of a run's life, as GraphQL enumerations. */
import type { EndReason, RunRequest, RunStatus } from "@capstan/run/status";
import { builder } from "../schema/builder.ts";

type Described<Word extends string> = { readonly [W in Word]: { readonly description: string } };

export const RunStatusEnum = builder.enumType("RunStatus", {
  description: "Where a run is in its life. SUCCEEDED, FAILED and CANCELLED are final.",
  values: {
    QUEUED: { description: "Waits for a runner of its pool." },
    CLAIMED: { description: "A runner has it and gets ready: data, model." },
    RUNNING: { description: "It trains." },
    PAUSED: { description: "Stopped at a checkpoint; resumeRun queues it again." },
    SUCCEEDED: { description: "It ended as it should; endReason says how." },
    FAILED: { description: "It cannot go on; failure says why and what to do." },
    CANCELLED: { description: "Somebody dropped it." },
  } satisfies Described<RunStatus>,
});
export const RunRequestEnum = builder.enumType("RunRequest", {
  description: "What somebody asked of a live run, until the runner has done it.",
  values: {
    STOP: { description: "Finish the step, write a checkpoint, end as SUCCEEDED with endReason STOPPED." },
    PAUSE: { description: "Finish the step, write a checkpoint, be PAUSED." },
    CANCEL: { description: "Drop everything since the last checkpoint, be CANCELLED." },
  } satisfies Described<RunRequest>,
});
export const EndReasonEnum = builder.enumType("EndReason", {
  description: "Why a run SUCCEEDED.",
  values: {
    COMPLETED: { description: "All epochs were trained." },
    EARLY_STOPPED: { description: "Validation did not improve for the configured patience." },
    STOPPED: { description: "Somebody stopped it." },
  } satisfies Described<EndReason>,
});
export const BlameEnum = builder.enumType("Blame", {
  description: "Whose fault a failure is.",
  values: {
    YOURS: { description: "The configuration or the data: change it." },
    MACHINE: { description: "The runner's machine: memory, disk, network. Retrying may work." },
    OURS: { description: "A bug. Report it with the run's id." },
  },
});
