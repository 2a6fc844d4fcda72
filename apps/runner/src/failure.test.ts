import { AppError } from "@capstan/run/error-code";
import { DownloadDamaged, DownloadFailed, UrlExpired } from "@capstan/storage/download-file";
import { describe, expect, test } from "vitest";
import { ApiFailure } from "./api-client.ts";
import { CheckpointRefused } from "./checkpoint-uploader.ts";
import { LinkedFolderMissing } from "./dataset-cache.ts";
import { failureInput, isFinal, judgeError } from "./failure.ts";
import { ReportRefused } from "./outbox-loop.ts";
import { judgeEnd } from "./outcome.ts";
import { SpoolLost } from "./spool.ts";

const errno = (code: string, message = `${code}: write`) => Object.assign(new Error(message), { code });

describe("what goes wrong around a training", () => {
  test.each([
    ["a setting that does not exist", new AppError("CONFIG_INVALID", "x"), "CONFIG_INVALID", "yours"],
    ["a dataset without pictures", new AppError("DATASET_INVALID", "x"), "DATASET_INVALID", "yours"],
    ["a full disk", errno("ENOSPC", "ENOSPC: no space left on device, write"), "DISK_FULL", "machine"],
    ["a used-up disk quota", errno("EDQUOT"), "DISK_FULL", "machine"],
    ["a broken disk", errno("EIO"), "DISK_BROKEN", "machine"],
    ["a disk that went read-only", errno("EROFS"), "DISK_BROKEN", "machine"],
    ["a folder that is not ours", errno("EACCES"), "DISK_DENIED", "machine"],
    ["too many open files", errno("EMFILE"), "TOO_MANY_FILES", "machine"],
    ["no memory for a process", errno("ENOMEM", "spawn ENOMEM"), "OUT_OF_MEMORY", "machine"],
    ["a linked folder that is not mounted", new LinkedFolderMissing("x"), "LINKED_FOLDER_MISSING", "machine"],
    ["a download that is damaged twice", new DownloadDamaged("x"), "DOWNLOAD_FAILED", "machine"],
    ["a URL that is over twice", new UrlExpired("x"), "DOWNLOAD_FAILED", "machine"],
    ["a store that does not answer", new DownloadFailed("x"), "NETWORK", "machine"],
    ["a network that is down", new TypeError("fetch failed"), "NETWORK", "machine"],
    ["an API that is away", new ApiFailure("transient", "x"), "NETWORK", "machine"],
    ["a team's storage that is full", new CheckpointRefused("QUOTA_EXCEEDED", "x"), "QUOTA_EXCEEDED", "yours"],
    ["a checkpoint that the API does not take", new CheckpointRefused("INVALID_INPUT", "x"), "INVALID_INPUT", "ours"],
    ["a report that the API does not take", new ReportRefused("x"), "REPORT_REFUSED", "ours"],
    ["a spool with a hole", new SpoolLost("x"), "REPORT_REFUSED", "ours"],
    ["a bug", new TypeError("a is not a function"), "RUNNER_FAILED", "ours"],
  ])("%s: %#", (_what, error, code, blame) => {
    const failure = judgeError(error);
    expect(failure).toMatchObject({ code, blame });
    expect(failure.message.length).toBeGreaterThan(0);
    expect(failure.advice).toMatch(/\.$/);
    expect(failureInput(failure).blame).toBe(blame.toUpperCase());
    // Only what another attempt cannot change ends the run.
    expect(isFinal(failure)).toBe(blame === "yours");
  });
});

describe("what a trainer says of its own end", () => {
  const said = (message: string, blame: "ours" | "machine" | "yours" = "ours", code = "TRAINER_FAULT") =>
    judgeEnd({ type: "failed", blame, code, message, advice: "Retry." }, null);

  test.each([
    ["CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered", "GPU_LOST"],
    ["Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU", "GPU_LOST"],
    ["conv2d needs 900 MB for [32, 64, 56, 56], more than is left of the engine's 4096 MB.", "OUT_OF_MEMORY"],
    ["OOM when allocating tensor with shape[64,512,19,19]", "OUT_OF_MEMORY"],
    ["CUDA_ERROR_OUT_OF_MEMORY: out of memory", "OUT_OF_MEMORY"],
    ["EIO: i/o error, read", "DISK_BROKEN"],
  ])("%s is the machine's, so the run is tried again", (message, code) => {
    expect(said(message)).toMatchObject({
      kind: "release",
      failure: { blame: "machine", code, message: expect.stringContaining(message) },
    });
  });

  test("its own OUT_OF_MEMORY stays as it is", () => {
    expect(said("Memory ran out: x", "machine", "OUT_OF_MEMORY")).toMatchObject({
      kind: "release",
      failure: { code: "OUT_OF_MEMORY", message: "Memory ran out: x" },
    });
  });

  test("bad data ends the run as the caller's, also when it quotes the machine's words", () => {
    expect(said("The caption “out of memory” has no words.", "yours", "DATASET_INVALID")).toMatchObject({
      kind: "finish",
      ending: { outcome: "FAILED" },
      failure: { blame: "yours", code: "DATASET_INVALID" },
    });
  });

  test("a bug is tried again, as ours", () => {
    expect(said("a is not a function")).toMatchObject({ kind: "release", failure: { blame: "ours", code: "TRAINER_FAULT" } });
  });
});
