/** @file Which run somebody means: an id, a number, a name, or `latest`. */
import { kindOf } from "@capstan/run/id";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import { type RunLineFragment, RunsDocument } from "./graphql/documents.generated.ts";
import { pages } from "./pages.ts";

const NUMBER = /^#?(\d+)$/;

/** @throws {CliError} when there is none. */
export async function findRunId(api: Api, words: string): Promise<string> {
  if (kindOf(words) === "run") return words;
  const number = NUMBER.exec(words)?.[1];
  const filter = number || words === "latest" ? null : { nameContains: words };
  const load = async (after: string | null) => (await api.call(RunsDocument, { filter, first: 100, after })).team.runs;
  for await (const run of pages<RunLineFragment>(load))
    if (words === "latest" || run.name === words || (number && run.number === Number(number))) return run.id;
  throw new CliError(`There is no run “${words}”. See them with: capstan runs`);
}
