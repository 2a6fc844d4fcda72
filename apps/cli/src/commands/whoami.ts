/** @file `capstan whoami`. */
import type { AddCommand } from "../command.ts";
import { WhoamiDocument } from "../graphql/documents.generated.ts";
import { say, sayJson } from "../print.ts";

export const addWhoami: AddCommand = (program, context) => {
  program
    .command("whoami")
    .description("Who you are signed in as, where, and what you may do")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const api = await context.api();
      const { viewer } = await api.call(WhoamiDocument, {});
      if (json) return sayJson({ apiUrl: api.signIn.apiUrl, ...viewer });
      const { user, apiKey, teams } = viewer;
      say(`${user ? `${user.name} <${user.email}>` : "An API key"} at ${api.signIn.apiUrl} (signed in by ${api.signIn.from})`);
      for (const team of teams) say(`team ${team.name} (${team.slug})${team.role ? `, ${team.role.toLowerCase()}` : ""}`);
      if (apiKey)
        say(
          `key “${apiKey.name}” …${apiKey.last4}, may ${apiKey.scopes.join(", ").toLowerCase()}${apiKey.expiresAt ? `, until ${apiKey.expiresAt.slice(0, 10)}` : ""}`,
        );
    });
};
