/** @file Sorts what can go wrong in an attempt, once: whose fault it is, and what to do next. */
import { AppError } from "@capstan/run/error-code";
import { DownloadDamaged, DownloadFailed, UrlExpired } from "@capstan/storage/download-file";
import { ApiFailure } from "./api-client.ts";
import { CheckpointRefused } from "./checkpoint-uploader.ts";
import { LinkedFolderMissing } from "./dataset-cache.ts";
import type { RunFailureInput } from "./graphql/documents.generated.ts";
import { type Failure, machineFaultIn } from "./machine-fault.ts";
import { ReportRefused } from "./outbox-loop.ts";
import { SpoolLost } from "./spool.ts";

const YOURS_TO_FREE = "Free storage by deleting old checkpoints or runs, then retry the run.";

/** What to tell people of `error`. An error that nothing here knows is ours. */
export function judgeError(error: unknown): Failure {
  const message = (error as Error).message;
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof AppError)
    return { blame: "yours", code: error.code, message, advice: "Change the setting and start the run again." };
  if (code === "EACCES" || code === "EPERM")
    return { blame: "machine", code: "DISK_DENIED", message, advice: "Give the runner's user the right to write under RUNNER_HOME." };
  if (error instanceof LinkedFolderMissing)
    return { blame: "machine", code: "LINKED_FOLDER_MISSING", message, advice: "Mount the folder on the runner, or import the dataset." };
  if (error instanceof DownloadDamaged || error instanceof UrlExpired)
    return {
      blame: "machine",
      code: "DOWNLOAD_FAILED",
      message,
      advice: "The next attempt fetches it again. If it stays damaged, import the dataset again.",
    };
  if (error instanceof CheckpointRefused)
    return {
      blame: error.code === "QUOTA_EXCEEDED" ? "yours" : "ours",
      code: error.code,
      message,
      advice: error.code === "QUOTA_EXCEEDED" ? YOURS_TO_FREE : "Report it with the runner's log.",
    };
  if (error instanceof ReportRefused || error instanceof SpoolLost || (error instanceof ApiFailure && error.kind === "refused"))
    return {
      blame: "ours",
      code: "REPORT_REFUSED",
      message,
      advice: "Is the runner as new as the API? Update it; if it happens again, report it.",
    };
  // fetch says TypeError for whatever the network does.
  if (error instanceof ApiFailure || error instanceof DownloadFailed || (error as Error).message === "fetch failed")
    return { blame: "machine", code: "NETWORK", message, advice: "Check the network between the runner and the API or object store." };
  // Behind all that we threw ourselves: their messages may quote such words.
  const fault = machineFaultIn(`${code ?? ""} ${message}`);
  if (fault) return fault;
  return {
    blame: "ours",
    code: "RUNNER_FAILED",
    message,
    advice: "The run goes on from its last checkpoint. If it happens again, report it with the runner's log.",
  };
}

/** As the API takes it. */
export const failureInput = (failure: Failure): RunFailureInput => ({
  ...failure,
  blame: failure.blame.toUpperCase() as RunFailureInput["blame"],
});

/** Only what another attempt cannot change ends the run; the rest is tried again from the last checkpoint. */
export const isFinal = (failure: Failure): boolean => failure.blame === "yours";
