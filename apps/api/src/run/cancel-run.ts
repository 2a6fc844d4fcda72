/** @file cancelRun: drops a run. */
import { defineMutation } from "../schema/define-mutation.ts";
import { RunIdInput } from "./load-run.ts";
import { requestChange } from "./request-change.ts";
import { RunRef } from "./run-ref.ts";

defineMutation({
  name: "cancelRun",
  description:
    "Drops a run. A QUEUED or PAUSED one is CANCELLED at once, a live one as soon as its runner has heard of it; checkpoints that it has stay.",
  input: RunIdInput,
  run: async (ctx, { id }) => ({ run: await requestChange(ctx, id, "CANCEL", "cancelRun") }),
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
