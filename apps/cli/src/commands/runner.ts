/** @file `capstan runner start` and `capstan runner status`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { AddCommand, Context } from "../command.ts";
import { examples } from "../command.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import type { Environment } from "../config.ts";
import { CreateRunnerDocument, RunnersDocument, type RunnersQuery } from "../graphql/documents.generated.ts";
import { say, sayJson, table, warn } from "../print.ts";
import { runProgram } from "../program.ts";
import { loadSignIn } from "../sign-in.ts";

export const addRunner: AddCommand = (program, context) => {
  const runner = program.command("runner").description("Train on this machine, and see the team's runners");
  runner
    .command("start")
    .description("Start a runner here: it claims runs and trains them until Ctrl-C")
    .option("--token <token>", "the token that creating a runner showed (default: RUNNER_TOKEN, the one kept, or a new runner)")
    .option("--api-url <url>", "address of the API (default: where you are signed in)")
    .addHelpText(
      "after",
      examples(
        "capstan runner start",
        "capstan runner start --api-url https://capstan.example.com --token TOKEN",
        "ENGINE=tensorflow CACHE_LIMIT_GB=200 capstan runner start",
      ),
    )
    .action(async (options: { token?: string; apiUrl?: string }) => {
      const { env } = context;
      const apiUrl = options.apiUrl ?? env.apiUrl ?? (await loadSignIn(env)).apiUrl;
      const token = options.token ?? env.runnerToken ?? (await ownToken(context));
      const code = await runProgram("apps/runner/src/main.ts", [], { API_URL: apiUrl, RUNNER_TOKEN: token, RUNNER_HOME: env.runnerHome });
      if (code === EXIT_TOKEN_REFUSED && token === keptToken(env))
        warn(`That token was kept in ${tokenFile(env)}. Delete the file, and the next start makes a new runner.`);
      process.exitCode = code;
    });
  runner
    .command("status")
    .description("What the runner on this machine is doing, and which runners the team has")
    .option("--json", "as JSON")
    .action(({ json }: { json?: boolean }) => status(context, json === true));
};

/** What the runner's own settings error and a refused token end with. */
const EXIT_TOKEN_REFUSED = 2;
const tokenFile = (env: Environment): string => path.join(env.runnerHome, "token");
const keptToken = (env: Environment): string | undefined => readIfThere(tokenFile(env))?.trim();

/** The token kept beside the runner's other files, or that of a runner made for this machine now. */
async function ownToken({ env, api }: Context): Promise<string> {
  const file = tokenFile(env);
  const kept = keptToken(env);
  if (kept) return kept;
  const { createRunner } = await (await api()).call(CreateRunnerDocument, { input: { name: os.hostname() } });
  if (createRunner.errors[0]?.code === "NAME_TAKEN")
    throw new CliError(
      `There is a runner “${os.hostname()}” already, and its token is not in ${file}. Give it with --token, or revoke that runner in the dashboard first.`,
    );
  assertNoErrors(createRunner.errors);
  mkdirSync(env.runnerHome, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${createRunner.token!}\n`, { mode: 0o600 });
  say(`Made the runner “${os.hostname()}”; its token is kept in ${file}.`);
  return createRunner.token!;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

interface LocalStatus {
  readonly pid: number;
  readonly updatedAt: string;
  readonly run: { readonly name: string; readonly attempt: number } | null;
  readonly loops: Readonly<Record<string, { readonly doing: string; readonly since: string }>>;
}

function localStatus(home: string): LocalStatus | null {
  const text = readIfThere(path.join(home, "status.json"));
  if (text === null) return null;
  const found = JSON.parse(text) as LocalStatus;
  try {
    process.kill(found.pid, 0);
    return found;
  } catch {
    // That runner has ended.
    return null;
  }
}

function stateOf({ online, cannotTrain, drainRequestedAt }: NonNullable<RunnersQuery["team"]>["runners"][number]): string {
  if (!online) return "offline";
  return cannotTrain ? "cannot train" : drainRequestedAt ? "drained" : "online";
}

async function status({ env, api }: Context, asJson: boolean): Promise<void> {
  const here = localStatus(env.runnerHome);
  const { team } = await (await api()).call(RunnersDocument, {}).catch((error: unknown) => {
    if (here && error instanceof CliError) return { team: null };
    throw error;
  });
  if (asJson) return sayJson({ here, runners: team?.runners ?? null });
  if (!here) say(`No runner runs in ${env.runnerHome}. Start one with: capstan runner start`);
  else {
    say(`Runner of ${env.runnerHome} (process ${here.pid})${here.run ? `: ${here.run.name}, attempt ${here.run.attempt}` : ""}`);
    for (const [loop, { doing, since }] of Object.entries(here.loops))
      say(`  ${loop.padEnd(9)} ${doing} (since ${new Date(since).toTimeString().slice(0, 8)})`);
  }
  if (!team) return say("The API does not answer, so the team's other runners are not shown.");
  const shown = team.runners.filter(({ revokedAt }) => revokedAt === null);
  if (shown.length === 0) return;
  const rows = shown.map((each) => [
    each.name,
    stateOf(each),
    each.pool.name,
    each.currentRun?.name ?? "-",
    each.engine ? `${each.engine.name}: ${each.engine.device}` : "-",
  ]);
  say(`\n${table(["runner", "state", "pool", "run", "engine"], rows)}`);
  for (const { name, online, cannotTrain } of shown)
    if (online && cannotTrain) say(`\n${name} gets no run, since no engine computes there: ${cannotTrain}`);
}
