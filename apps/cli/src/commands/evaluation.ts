/** @file `capstan evaluation`: the evaluations of a checkpoint, and how to drop one. */
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import { assertNoErrors } from "../cli-error.ts";
import { findCheckpointId } from "../find-checkpoint.ts";
import { CancelEvaluationDocument, EvaluationsDocument } from "../graphql/documents.generated.ts";
import { say, sayJson, table } from "../print.ts";

export const addEvaluation: AddCommand = (program, context) => {
  const evaluation = program
    .command("evaluation")
    .description("See a checkpoint's evaluations, and drop one; capstan evaluate makes one")
    .addHelpText("after", examples("capstan evaluation list production", "capstan evaluation cancel eval_01k5..."));
  evaluation
    .command("list <checkpoint>")
    .description("Evaluations of a checkpoint (an id, an alias, or run:kind), the newest first")
    .option("--json", "as JSON")
    .action(async (words: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const { checkpoint } = await api.call(EvaluationsDocument, { id: await findCheckpointId(api, words) });
      if (json) return sayJson(checkpoint.evaluations);
      const rows = checkpoint.evaluations.map(
        ({ id, status, split, beamWidth, done, total, scores, datasetVersion: { number, dataset } }) => {
          const cider = scores.find(({ name }) => name === "cider")?.value;
          return [
            id,
            `${dataset.name} v${number}`,
            split.toLowerCase(),
            String(beamWidth),
            status,
            `${done}/${total}`,
            cider?.toFixed(3) ?? "-",
          ];
        },
      );
      say(
        rows.length === 0
          ? "It was not evaluated yet: capstan evaluate"
          : table(["id", "dataset", "split", "beam", "status", "pictures", "CIDEr-D"], rows),
      );
    });
  evaluation
    .command("cancel <id>")
    .description("Drop an evaluation that waits or goes on")
    .option("--json", "as JSON")
    .action(async (id: string, { json }: { json?: boolean }) => {
      const { cancelEvaluation } = await (await context.api()).call(CancelEvaluationDocument, { input: { id } });
      assertNoErrors(cancelEvaluation.errors);
      if (json) return sayJson(cancelEvaluation.evaluation);
      say(`The evaluation ${id} is cancelled.`);
    });
};
