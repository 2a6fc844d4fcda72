/** @file pauseRun: halts a live run at a checkpoint. */
import { defineMutation } from "../schema/define-mutation.ts";
import { RunIdInput } from "./load-run.ts";
import { requestChange } from "./request-change.ts";
import { RunRef } from "./run-ref.ts";

defineMutation({
  name: "pauseRun",
  description: "Lets a live run finish its step, write a checkpoint and be PAUSED; resumeRun goes on from there.",
  input: RunIdInput,
  run: async (ctx, { id }) => ({ run: await requestChange(ctx, id, "PAUSE", "pauseRun") }),
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
