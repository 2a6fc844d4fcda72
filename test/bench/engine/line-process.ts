/** @file A child that answers each line with a line of JSON: how two programs are measured in turns. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #title: string;

  private constructor(title: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#title = title;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env });
    this.#child.on("error", () => undefined);
    // A child that ended answers nothing: `next` says so.
    this.#child.stdin.on("error", () => undefined);
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts it and waits for the first line, which says that it is ready. */
  static async start<Ready>(
    title: string,
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<[LineProcess, Ready]> {
    const process = new LineProcess(title, command, args, env);
    return [process, await process.#next<Ready>()];
  }

  async #next<Answer>(): Promise<Answer> {
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) throw new Error(`${this.#title} ended before it answered. What it said is above.`);
      // Libraries talk too.
      if (value.startsWith("{")) return JSON.parse(value) as Answer;
    }
  }

  async ask<Answer>(line: string): Promise<Answer> {
    this.#child.stdin.write(`${line}\n`);
    return await this.#next<Answer>();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin.end();
    await ended;
  }
}
