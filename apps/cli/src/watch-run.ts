/** @file Follows a run at the terminal; Ctrl-C asks what is meant, because the run goes on without us. */
import { createInterface } from "node:readline/promises";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import { endText, followRun } from "./follow-run.ts";
import { CancelRunDocument, StopRunDocument } from "./graphql/documents.generated.ts";
import { say, warn } from "./print.ts";

/** @throws {CliError} when the run failed. */
export async function watchRun(api: Api, runId: string, number: number): Promise<void> {
  for (;;) {
    const interrupted = new AbortController();
    const onInterrupt = () => interrupted.abort();
    process.once("SIGINT", onInterrupt);
    const run = await followRun({ api, runId, signal: interrupted.signal });
    process.off("SIGINT", onInterrupt);
    if (interrupted.signal.aborted) {
      if (await askWhat(api, runId, number)) continue;
      return;
    }
    if (run.status === "FAILED") throw new CliError(endText(run));
    say(endText(run));
    if (run.status === "SUCCEEDED") say(`Caption with it: capstan caption PICTURE --checkpoint ${number}:best`);
    return;
  }
}

const goesOn = (number: number) =>
  `The run goes on. Follow it: capstan runs follow ${number}. Stop it, with a checkpoint: capstan runs stop ${number}. Drop it: capstan runs cancel ${number}`;

/** @returns true to follow on. */
async function askWhat(api: Api, runId: string, number: number): Promise<boolean> {
  if (!process.stdin.isTTY) {
    warn(goesOn(number));
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const again = new Promise<string>((resolve) => reader.once("SIGINT", () => resolve("d")));
  const answer = await Promise.race([
    reader.question("\nThe run goes on without this window. [d]etach, [s]top with a checkpoint, [c]ancel, or Enter to follow on: "),
    again,
  ]);
  reader.close();
  switch (answer.trim().toLowerCase()[0]) {
    case "d":
      warn(`\n${goesOn(number)}`);
      return false;
    case "s":
      await api.call(StopRunDocument, { input: { id: runId } });
      return true;
    case "c":
      await api.call(CancelRunDocument, { input: { id: runId } });
      return true;
    default:
      return true;
  }
}
