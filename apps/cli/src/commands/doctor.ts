/** @file `capstan doctor`: is everything in order, and if not, what to do. */
import type { AddCommand } from "../command.ts";
import { examine } from "../doctor.ts";
import { say, sayJson } from "../print.ts";

const SIGNS = { well: "ok  ", warning: "note", broken: "BAD " } as const;

export const addDoctor: AddCommand = (program, { env }) => {
  program
    .command("doctor")
    .description("Check this machine, the API and the sign-in, and say what to do about what is wrong")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const checks = [];
      for await (const check of examine(env)) {
        checks.push(check);
        if (!json) say(`${SIGNS[check.state]} ${check.name.padEnd(18)} ${check.says}`);
      }
      if (json) sayJson(checks);
      if (checks.some(({ state }) => state === "broken")) process.exitCode = 1;
    });
};
