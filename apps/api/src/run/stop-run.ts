/** @file stopRun:  it finishes the step, writes a checkpoint and becomes SUCCEEDED with endReason STOPPED. Asking again changes nothing.:ends a live run well, with a checkpoint. */
import { defineMutation } from "../schema/define-mutation.ts";
import { RunIdInput } from "./load-run.ts";
import { requestChange } from "./request-change.ts";
import { RunRef } from "./run-ref.ts";

defineMutation({
  name: "stopRun",
  description: "Ends a live run well",
  input: RunIdInput,
  run: async (ctx, { id }) => ({ run: await requestChange(ctx, id, "STOP", "stopRun") }),
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
