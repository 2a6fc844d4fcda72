/** @file Prints a piece of work while it goes on, and how long it took. Plain JavaScript: it runs before anything is installed. */

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const isTerminal = Boolean(process.stdout.isTTY) && !process.env.CI;
const paint = (code, text) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export const dim = (text) => paint("2", text);
export const bold = (text) => paint("1", text);
export const green = (text) => paint("32", text);
export const red = (text) => paint("31", text);

const seconds = (startedMs) => `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;

/** A failure that is said in one line, with what to do; its stack is nobody's business. */
export class StageError extends Error {}

/**
 * Runs `work(say)` under `title`. `say(text)` shows what it is at; what `work` returns, when it is text, is shown at its end.
 *
 * @template T
 * @param {string} title
 * @param {(say: (text: string) => void) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stage(title, work) {
  const startedMs = Date.now();
  let note = "";
  let frame = 0;
  const draw = () => process.stdout.write(`\r\u001b[2K${FRAMES[frame++ % FRAMES.length]} ${title} ${dim(`${note} ${seconds(startedMs)}`)}`);
  const timer = isTerminal ? setInterval(draw, 100) : null;
  if (!isTerminal) process.stdout.write(`- ${title} ...\n`);
  const end = (mark, text) => {
    if (timer) clearInterval(timer);
    process.stdout.write(
      `${isTerminal ? "\r\u001b[2K" : ""}${mark} ${title}${text ? ` — ${text}` : ""} ${dim(`(${seconds(startedMs)})`)}\n`,
    );
  };
  try {
    const result = await work((text) => {
      note = text;
    });
    end(green("✔"), typeof result === "string" ? result : "");
    return result;
  } catch (error) {
    end(red("✘"), "");
    throw error;
  }
}

/**
 * Ends the program with one line for an expected failure, and the whole story for a bug.
 *
 * @param {unknown} error
 */
export function fail(error) {
  process.stderr.write(`\n${red(error instanceof StageError ? error.message : error instanceof Error ? error.stack : String(error))}\n`);
  process.exitCode = 1;
}
