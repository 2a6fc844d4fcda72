/** @file `capstan password reset EMAIL`: on the machine where the API runs, as it needs the database. */
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import { CliError } from "../cli-error.ts";
import { findLocalDatabase } from "../local-database.ts";
import { REPOSITORY, runProgram } from "../program.ts";

export const addPassword: AddCommand = (program, { env }) => {
  const password = program.command("password").description("Set a new password; no mail server is needed");
  password
    .command("reset <email>")
    .description("Give somebody a new password. Run it on the machine where the API runs")
    .addHelpText("after", examples("capstan password reset ada@example.com"))
    .action(async (email: string) => {
      const url = env.databaseSystemUrl ?? findLocalDatabase(env.home, [env.cwd, REPOSITORY]);
      if (url === null)
        throw new CliError(
          "There is no database here. Run this where npm start runs, while it runs; or set DATABASE_SYSTEM_URL, as the API has it.",
        );
      process.exitCode = await runProgram("apps/api/src/reset-password.ts", [email], { DATABASE_SYSTEM_URL: url });
    });
};
