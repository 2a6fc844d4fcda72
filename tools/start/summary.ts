/** @file What `npm start` says at its end: where everything is, how to sign in, and a call to paste. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { bold, dim } from "../setup/stage.mjs";
import { readState, type Local } from "./seed.ts";
import type { Home } from "./home.ts";

const QUERY =
  "mutation ($file: Upload!, $alias: String!) { captionImage(input: { image: { file: $file }, checkpoint: { alias: $alias } }) { caption { text latencyMs } errors { code message } } }";

/** A curl that captions a picture the model has not seen; it works as it stands. */
function captionCall(apiUrl: string, apiKey: string, alias: string, picture: string): string {
  const operations = JSON.stringify({ query: QUERY, variables: { file: null, alias } });
  return [
    `curl -sS ${apiUrl}/graphql \\`,
    `  -H 'Authorization: Bearer ${apiKey}' -H 'apollo-require-preflight: true' \\`,
    `  -F operations='${operations}' \\`,
    `  -F map='{"0":["variables.file"]}' -F 0=@${picture}`,
  ].join("\n");
}

export async function summary(
  home: Home,
  local: Local | null,
  { apiUrl, webUrl, alias }: { apiUrl: string; webUrl: string; alias: string },
): Promise<string> {
  const lines = ["", `  Dashboard   ${bold(webUrl)}`, `  API         ${apiUrl}/graphql`];
  if (local) lines.push(`  Sign in     ${local.email}  ${local.password}`);
  const pictures = path.join(home.demo, "test");
  const picture = existsSync(pictures) ? readdirSync(pictures).sort()[0] : undefined;
  if (local && picture && readState(home)?.hasAlias)
    lines.push("", "  Caption a picture:", "", captionCall(apiUrl, local.apiKey, alias, path.join(pictures, picture)));
  lines.push("", dim(`  Logs: ${path.relative(process.cwd(), home.logs)}. Ctrl-C ends everything; what you made stays.`), "");
  return `${lines.join("\n")}\n`;
}
