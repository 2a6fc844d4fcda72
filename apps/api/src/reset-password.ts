/**
 * @file Gives somebody a new password: `node apps/api/src/reset-password.ts EMAIL`, with DATABASE_SYSTEM_URL set.
 * On a terminal it asks for the password, and an empty answer makes one; otherwise it makes one. Their sessions end.
 */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Database } from "@capstan/prisma/database";
import { setPassword } from "./auth/set-password.ts";
import { readSystemUrl } from "./config.ts";

const USAGE = "Usage: node apps/api/src/reset-password.ts EMAIL\n";

/** What is typed is not shown. */
async function askSilently(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const answer = await terminal.question("");
  terminal.close();
  process.stderr.write("\n");
  return answer;
}

async function choosePassword(): Promise<{ password: string; isMade: boolean }> {
  const typed = process.stdin.isTTY ? await askSilently("New password (empty: one is made): ") : "";
  if (typed === "") return { password: randomBytes(12).toString("base64url"), isMade: true };
  if ((await askSilently("Again: ")) !== typed) throw new Error("The two were not the same. Nothing was changed.");
  return { password: typed, isMade: false };
}

async function main(args: readonly string[]): Promise<void> {
  const [email, ...rest] = args;
  if (!email || rest.length > 0 || email.startsWith("-")) {
    process.stderr.write(USAGE);
    process.exitCode = email === "--help" || email === "-h" ? 0 : 2;
    return;
  }
  const url = readSystemUrl();
  const { password, isMade } = await choosePassword();
  const database = new Database({ appUrl: url, systemUrl: url, poolSize: 2 });
  try {
    const sessions = await setPassword(database.system, email, password);
    process.stderr.write(`The password of ${email} is new; ${sessions} of their sessions ended.\n`);
    if (isMade) process.stdout.write(`${password}\n`);
  } finally {
    await database.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
