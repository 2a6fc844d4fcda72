/** @file `capstan login`: signs in with a password, makes an API key of its own, and keeps only that. */
import os from "node:os";
import type { AddCommand } from "../command.ts";
import { examples } from "../command.ts";
import { Api, apiOrigin, post, reasonOf } from "../api.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import type { Environment } from "../config.ts";
import { print } from "graphql";
import { CreateApiKeyDocument, type CreateApiKeyMutation, WhoamiDocument } from "../graphql/documents.generated.ts";
import { say } from "../print.ts";
import { ask } from "../prompt.ts";
import { API_URL_DEFAULT, findLocal, findStored, writeSignIn } from "../sign-in.ts";

interface LoginOptions {
  readonly apiUrl?: string;
  readonly email?: string;
  readonly key?: string | true;
}

export const addLogin: AddCommand = (program, { env }) => {
  program
    .command("login")
    .description("Sign in, and remember it on this machine")
    .option("--api-url <url>", "address of the API (default: the last one, or what npm start began here)")
    .option("--email <email>", "whom to sign in as")
    .option("--key [key]", "an API key made in the dashboard, instead of a password")
    .addHelpText(
      "after",
      examples("capstan login", "capstan login --api-url https://capstan.example.com --email ada@example.com", "capstan login --key"),
    )
    .action((options: LoginOptions) => login(env, options));
};

async function login(env: Environment, options: LoginOptions): Promise<void> {
  const local = await findLocal(env);
  const stored = await findStored(env);
  const apiUrl = apiOrigin(options.apiUrl ?? env.apiUrl ?? stored?.apiUrl ?? local?.apiUrl ?? API_URL_DEFAULT);
  const signIn = options.key
    ? { apiKey: options.key === true ? await ask("API key: ", { hidden: true }) : options.key }
    : await signInByPassword(apiUrl, options.email ?? (await ask("E-mail: ")));
  const { viewer } = await new Api({ apiUrl, apiKey: signIn.apiKey, from: "login" }).call(WhoamiDocument, {});
  await writeSignIn(env, { apiUrl, ...signIn });
  const teams = viewer.teams.map(({ name }) => name).join(", ");
  say(`Signed in to ${apiUrl}${viewer.user ? ` as ${viewer.user.email}` : ""} (team ${teams}). The key is kept in ${env.configFile}.`);
}

async function signInByPassword(apiUrl: string, email: string): Promise<{ apiKey: string; apiKeyId: string }> {
  const password = await ask(`Password of ${email}: `, { hidden: true });
  const origin = new URL(apiUrl).origin;
  let response: Response;
  try {
    response = await fetch(`${apiUrl}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ email, password }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (cause) {
    throw new CliError(`The API at ${apiUrl} does not answer (${reasonOf(cause)}). Is it running? Start it with: npm start`, { cause });
  }
  if (response.status === 401 || response.status === 403)
    throw new CliError("That e-mail and password do not belong together. Reset it with: capstan password reset EMAIL");
  if (response.status === 429) throw new CliError("Too many tries. Wait a minute, then try again.");
  if (!response.ok) throw new CliError(`The API did not sign you in (status ${response.status}). Check the address: ${apiUrl}`);
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const input = { name: `CLI on ${os.hostname()}`, scopes: ["READ", "WRITE", "CAPTION"] as const };
  const body = JSON.stringify({ query: print(CreateApiKeyDocument), variables: { input } });
  const { createApiKey } = (await post(apiUrl, { "content-type": "application/json", cookie, origin }, body)) as CreateApiKeyMutation;
  assertNoErrors(createApiKey.errors);
  return { apiKey: createApiKey.secret!, apiKeyId: createApiKey.apiKey!.id };
}
