/** @file `capstan logout`: forgets the sign-in, and revokes its key when the API can be reached. */
import type { AddCommand } from "../command.ts";
import { Api } from "../api.ts";
import { CliError } from "../cli-error.ts";
import { RevokeApiKeyDocument } from "../graphql/documents.generated.ts";
import { say } from "../print.ts";
import { deleteSignIn, findStored } from "../sign-in.ts";

export const addLogout: AddCommand = (program, { env }) => {
  program
    .command("logout")
    .description("Forget the sign-in on this machine")
    .action(async () => {
      const stored = await findStored(env);
      await deleteSignIn(env);
      if (!stored) return say("You were not signed in.");
      if (!stored.apiKeyId) return say("Signed out. The API key still works elsewhere; revoke it in the dashboard if nobody uses it.");
      try {
        const { revokeApiKey } = await new Api({ ...stored, from: env.configFile }).call(RevokeApiKeyDocument, {
          input: { id: stored.apiKeyId },
        });
        say(
          revokeApiKey.errors[0]
            ? `Signed out. Its key was not revoked: ${revokeApiKey.errors[0].message}`
            : "Signed out, and its key revoked.",
        );
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        say(`Signed out. Its key was not revoked (${error.message}); do that in the dashboard.`);
      }
    });
};
