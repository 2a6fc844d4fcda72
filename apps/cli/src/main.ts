/** @file The `capstan` command. Exit codes: 0 done, 1 it did not work, 2 the command line is wrong. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { normalizeArgv } from "./argv.ts";
import { CliError } from "./cli-error.ts";
import { createContext, examples } from "./command.ts";
import { addCaption } from "./commands/caption.ts";
import { addCheckpoint } from "./commands/checkpoint.ts";
import { addDataset } from "./commands/dataset.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEngine } from "./commands/engine.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addEvaluation } from "./commands/evaluation.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addOperator } from "./commands/operator.ts";
import { addPassword } from "./commands/password.ts";
import { addRunner } from "./commands/runner.ts";
import { addRuns } from "./commands/runs.ts";
import { addTrain } from "./commands/train.ts";
import { addWhoami } from "./commands/whoami.ts";
import { readEnvironment } from "./config.ts";
import { warn } from "./print.ts";

const env = readEnvironment();
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

const program = new Command("capstan")
  .description("Train image captioners as a team, and caption pictures with them.")
  .version(version)
  .showHelpAfterError("(add --help to see what it takes)")
  .exitOverride()
  .addHelpText(
    "after",
    examples(
      "capstan dataset import data/coco --name coco-2017",
      "capstan train --dataset coco-2017 --epochs 30",
      "capstan caption photo.jpg --checkpoint best",
    ),
  );
const context = createContext(env);
for (const add of [
  addLogin,
  addLogout,
  addWhoami,
  addDataset,
  addTrain,
  addRuns,
  addCaption,
  addEvaluate,
  addEvaluation,
  addCheckpoint,
  addRunner,
  addEngine,
  addDoctor,
  addPassword,
  addOperator,
])
  add(program, context);
for (const command of program.commands)
  for (const each of [command, ...command.commands]) each.exitOverride().showHelpAfterError("(add --help to see what it takes)");

/** One line and an exit code; the stack only when it was asked for. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (env.isDebug) warn((error as Error).stack ?? String(error));
  if (error instanceof CliError) {
    warn(`capstan: ${error.message}`);
    return error.exitCode;
  }
  warn(
    `capstan: something went wrong that should not: ${(error as Error).message ?? String(error)}. Set DEBUG=1 to see where, and report it.`,
  );
  return 1;
}

// A closed pipe (capstan runs | head) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
try {
  await program.parseAsync(normalizeArgv(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = fail(error);
}
