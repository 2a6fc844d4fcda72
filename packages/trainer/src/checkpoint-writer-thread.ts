/** @file The thread that checkpoint-writer.ts starts: one order at a time, one answer each. */
import { parentPort } from "node:worker_threads";
import { toStateDict } from "@capstan/captioner/weights/state-dict";
import { AppError } from "@capstan/run/error-code";
import { writeCheckpoint } from "./checkpoint-folder.ts";
import type { WriteOrder, Written } from "./checkpoint-writer.ts";

const port = parentPort!;
port.on("message", ({ parent, snapshot }: WriteOrder) => {
  const weights = toStateDict(snapshot.weights, ({ values }) => values);
  writeCheckpoint(parent, { ...snapshot, weights }).then(
    (folder) => port.postMessage({ folder } satisfies Written),
    (error: unknown) => {
      const { code } = error as { code?: unknown };
      const message = error instanceof Error ? error.message : String(error);
      const failure = { message, code: typeof code === "string" ? code : null, isApp: error instanceof AppError };
      port.postMessage({ failure } satisfies Written);
    },
  );
});
