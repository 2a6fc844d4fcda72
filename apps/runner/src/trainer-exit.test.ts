import { expect, test } from "vitest";
import { judgeExit } from "./trainer-exit.ts";

const exit = { code: null, signal: null, stderr: "", outOfMemory: false };

test.each([
  ["the heap is full", { ...exit, signal: "SIGABRT", stderr: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" }, "OUT_OF_MEMORY", "machine"],
  ["the kernel killed it for memory", { ...exit, signal: "SIGKILL", outOfMemory: true }, "OUT_OF_MEMORY", "machine"],
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
