/** @file `capstan password reset EMAIL`: on the machine where the API runs, as it needs the database. */
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import { runProgram } from "../program.ts";

export const addPassword: AddCommand = (program) => {
  const password = program.command("password").description("Set a new password; no mail server is needed");
  password
    .command("reset <email>")
    .description("Give somebody a new password. Run it on the machine where the API runs")
    .addHelpText("after", examples("capstan password reset ada@example.com"))
    .action(async (email: string) => {
      process.exitCode = await runProgram("apps/api/src/reset-password.ts", [email]);
    });
};
