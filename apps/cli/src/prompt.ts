/** @file Asks a person at the terminal; from a pipe it reads a line. A password is not shown. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliError } from "./cli-error.ts";

export async function ask(question: string, { hidden = false } = {}): Promise<string> {
  const { stdin, stderr } = process;
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: stdin, output, terminal: stdin.isTTY });
  try {
    const over = new Promise<never>((_resolve, reject) => {
      reader.once("SIGINT", () => reject(new CliError("Stopped; nothing was changed.")));
      reader.once("close", () =>
        reject(new CliError(`“${question.trim()}” was not answered: there is no terminal. Give it as an option instead.`)),
      );
    });
    const answer = reader.question(stdin.isTTY ? question : "");
    isMuted = hidden;
    const text = await Promise.race([answer, over]);
    if (hidden && stdin.isTTY) stderr.write("\n");
    return text.trim();
  } finally {
    reader.removeAllListeners("close");
    reader.close();
  }
}
