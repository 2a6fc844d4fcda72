/** @file `capstan operator ...`: pools that teams share; on the machine where the API runs, as it needs the database. */
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import { CliError } from "../cli-error.ts";
import { findLocalDatabase } from "../local-database.ts";
import { REPOSITORY, runProgram } from "../program.ts";

export const addOperator: AddCommand = (program, { env }) => {
  program
    .command("operator [command...]")
    .description("Share runners among teams. Run it on the machine where the API runs; without a command it lists them")
    .option("--as <name>", "with share: what the team sees the pool called")
    .addHelpText(
      "after",
      examples(
        "capstan operator create-pool gpu",
        "capstan operator create-runner gpu box-1",
        "capstan operator share gpu my-team",
        "capstan operator pools",
      ),
    )
    .action(async (command: string[], { as }: { as?: string }) => {
      const url = env.databaseSystemUrl ?? findLocalDatabase(env.home, [env.cwd, REPOSITORY]);
      if (url === null)
        throw new CliError(
          "There is no database here. Run this where npm start runs, while it runs; or set DATABASE_SYSTEM_URL, as the API has it.",
        );
      process.exitCode = await runProgram(
        "apps/api/src/operator.ts",
        [...(command.length > 0 ? command : ["pools"]), ...(as === undefined ? [] : ["--as", as])],
        { DATABASE_SYSTEM_URL: url },
      );
    });
};
