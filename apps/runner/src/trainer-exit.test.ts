import { expect, test } from "vitest";
import { judgeExit } from "./trainer-exit.ts";

const exit = { code: null, signal: null, stderr: "", outOfMemory: false };

test.each([
  [
    "the heap is full",
    { ...exit, signal: "SIGABRT", stderr: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" },
    "OUT_OF_MEMORY",
    "machine",
  ],
  ["the kernel killed it for memory", { ...exit, signal: "SIGKILL", outOfMemory: true }, "OUT_OF_MEMORY", "machine"],
  ["a CUDA allocation failed", { ...exit, code: 1, stderr: "CUDA_ERROR_OUT_OF_MEMORY: out of memory" }, "OUT_OF_MEMORY", "machine"],
  [
    "native code found no memory",
    { ...exit, signal: "SIGABRT", stderr: "terminate called after throwing an instance of 'std::bad_alloc'" },
    "OUT_OF_MEMORY",
    "machine",
  ],
  [
    "the GPU fell off the bus",
    { ...exit, signal: "SIGABRT", stderr: "NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus." },
    "GPU_LOST",
    "machine",
  ],
  ["the GPU met an ECC error", { ...exit, code: 1, stderr: "Error: CUDA_ERROR_ECC_UNCORRECTABLE" }, "GPU_LOST", "machine"],
  ["the disk is full", { ...exit, code: 1, stderr: "Error: ENOSPC: no space left on device, write" }, "DISK_FULL", "machine"],
  ["the disk is broken", { ...exit, code: 1, stderr: "Error: EIO: i/o error, read" }, "DISK_BROKEN", "machine"],
  ["an exit code says that it crashed", { ...exit, code: 139 }, "TRAINER_CRASHED", "ours"],
  ["somebody ended it", { ...exit, signal: "SIGHUP" }, "TRAINER_KILLED", "machine"],
  ["somebody killed it", { ...exit, signal: "SIGKILL" }, "TRAINER_KILLED", "machine"],
  ["native code crashed", { ...exit, signal: "SIGSEGV" }, "TRAINER_CRASHED", "ours"],
  ["an exception ended it", { ...exit, code: 1, stderr: "x\nTypeError: a is not b\n    at c" }, "TRAINER_FAILED", "ours"],
] as const)("%s", (_name, given, code, blame) => {
  expect(judgeExit(given)).toMatchObject({ code, blame });
});

test("an exception's own words reach the message, not its stack", () => {
  const { message } = judgeExit({ ...exit, code: 1, stderr: "node:internal\n\nTypeError: a is not b\n    at c (file:1)\n\nNode.js v24" });
  expect(message).toContain("TypeError: a is not b");
  expect(message).not.toContain("at c");
});
