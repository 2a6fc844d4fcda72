/** @file `capstan checkpoint list` and `capstan checkpoint download`; importing has a file of its own. */
import path from "node:path";
import { Option } from "commander";
import type { AddCommand, Context } from "../command.ts";
import { examples } from "../command.ts";
import { CliError } from "../cli-error.ts";
import { download } from "../download.ts";
import { findCheckpointId } from "../find-checkpoint.ts";
import {
  CheckpointFilesDocument,
  CheckpointFileUrlDocument,
  type CheckpointLineFragment,
  CheckpointsDocument,
} from "../graphql/documents.generated.ts";
import { pages } from "../pages.ts";
import { formatBytes, formatLoss, plural, say, sayJson, table } from "../print.ts";
import { createProgress } from "../progress.ts";
import { addCheckpointImport } from "./checkpoint-import.ts";

/** Under CATR's names and in PyTorch's layouts: what load_state_dict takes. */
const WEIGHTS = "weights.safetensors";
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export const addCheckpoint: AddCommand = (program, context) => {
  const checkpoint = program.command("checkpoint").description("List, download and import checkpoints");
  checkpoint
    .command("list", { isDefault: true })
    .description("The team's checkpoints, newest first")
    .option("--limit <n>", "at most so many", "20")
    .option("--json", "as JSON")
    .action(async ({ limit, json }: { limit: string; json?: boolean }) => {
      const api = await context.api();
      const most = Math.max(1, Number(limit) || 20);
      const found: CheckpointLineFragment[] = [];
      const load = async (after: string | null) =>
        (await api.call(CheckpointsDocument, { first: Math.min(100, most), after })).team.checkpoints;
      for await (const each of pages<CheckpointLineFragment>(load)) {
        found.push(each);
        if (found.length >= most) break;
      }
      if (json) return sayJson(found);
      if (found.length === 0) return say("No checkpoints yet. Train with: capstan train");
      const rows = found.map((each) => [
        each.run ? `#${each.run.number} ${each.run.name}` : each.name,
        each.kinds.join(", ").toLowerCase() || "-",
        each.run ? String(each.epoch) : "-",
        each.run ? String(each.step) : "-",
        formatLoss(each.validationLoss),
        formatBytes(each.sizeBytes),
        each.aliases.join(", "),
        each.id,
      ]);
      say(table(["run", "kinds", "epoch", "step", "val loss", "size", "aliases", "id"], rows));
    });
  checkpoint
    .command("download <ref>")
    .description("Fetch a checkpoint: safetensors under CATR's weight names, its settings and vocabulary")
    .option("-o, --output <folder>", "where to (default: checkpoints/<its name>)")
    .addOption(
      new Option("--format <format>", "checkpoint: all of its files; safetensors: the weights alone")
        .choices(["checkpoint", "safetensors"])
        .default("checkpoint"),
    )
    .addHelpText(
      "after",
      examples(
        "capstan checkpoint download production",
        "capstan checkpoint download 12:best -o my-model",
        "capstan checkpoint download production --format safetensors",
      ),
    )
    .action((ref: string, { output, format }: { output?: string; format: string }) =>
      fetchFiles(context, ref, { output, only: format === "safetensors" ? WEIGHTS : null }),
    );
  addCheckpointImport(checkpoint, context);
};

async function fetchFiles(
  context: Context,
  ref: string,
  { output, only }: { output: string | undefined; only: string | null },
): Promise<void> {
  const api = await context.api();
  const id = await findCheckpointId(api, ref);
  const { checkpoint } = await api.call(CheckpointFilesDocument, { id });
  const folderName = checkpoint.name.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^[-.]+|-+$/g, "") || id;
  const folder = path.resolve(context.env.cwd, output ?? path.join("checkpoints", folderName));
  const files = checkpoint.files.filter(({ name }) => only === null || name === only);
  if (files.length === 0)
    throw new CliError(`“${checkpoint.name}” has no ${only}; it has ${checkpoint.files.map(({ name }) => name).join(", ")}.`);
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const progress = createProgress();
  let done = 0;
  try {
    for (const file of files) {
      if (!SAFE_NAME.test(file.name)) throw new CliError(`The API named a file “${file.name}”, which is refused.`);
      const freshUrl = async () => (await api.call(CheckpointFileUrlDocument, { id, file: file.name })).checkpoint.downloadUrl;
      await download(file, path.join(folder, file.name), freshUrl, (bytes) =>
        progress.update((done += bytes), total, `${file.name}: ${formatBytes(done)} of ${formatBytes(total)}`),
      );
    }
  } finally {
    progress.end();
  }
  say(`${plural(files.length, "file")} (${formatBytes(total)}), with the right SHA-256, in ${folder}`);
}
