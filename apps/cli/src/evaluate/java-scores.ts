/**
 * @file METEOR and SPICE by the user's own Java programs, asked as coco-caption asks them. We bring neither, and imitate neither.
 *
 * @source coco-caption, pycocoevalcap/meteor/meteor.py and spice/spice.py: the programs' protocols.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { ptbTokens } from "@capstan/caption-score/ptb-tokens";
import { CliError } from "../cli-error.ts";

export interface JavaScores {
  readonly corpus: number;
  readonly perPicture: readonly number[];
}
interface Captioned {
  readonly caption: string;
  readonly references: readonly string[];
}

const GET = {
  meteor:
    "Get METEOR 1.5 (meteor-1.5.tar.gz, with its data folder beside the jar) from " +
    "https://www.cs.cmu.edu/~alavie/METEOR/ and name its jar: --meteor meteor-1.5.jar",
  spice:
    "Get SPICE 1.0 (SPICE-1.0.zip, with Stanford CoreNLP 3.6.0 in its lib folder) from https://panderson.me/spice and name its jar: --spice spice-1.0.jar",
} as const;

/** That `jar` and Java are there, before hours are spent on captions. @throws {CliError} that says what to get. */
export function checkJava(tool: keyof typeof GET, jar: string, java = "java"): void {
  if (!existsSync(jar)) throw new CliError(`There is no ${jar}. ${GET[tool]}`, { exitCode: 2 });
  if (spawnSync(java, ["-version"]).status !== 0)
    throw new CliError(
      `${tool.toUpperCase()} is a Java program, and there is no “${java}” here. ` +
        "Install Java 8 or newer (on Debian or Ubuntu: apt install default-jre-headless).",
      { exitCode: 2 },
    );
}

const words = (caption: string): string => ptbTokens(caption).join(" ");

/** METEOR 1.5, English: each picture's caption against its references. @throws {CliError} when the program fails. */
export async function meteor(jar: string, pictures: readonly Captioned[], java = "java"): Promise<JavaScores> {
  const args = ["-Xmx2G", "-jar", path.basename(jar), "-", "-", "-stdio", "-l", "en", "-norm"];
  const child = spawn(java, args, { cwd: path.dirname(path.resolve(jar)), stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
  // What it did not take shows when it is asked for the answer.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  const ask = async (line: string | null): Promise<string> => {
    if (line !== null) child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (!done) return value;
    await ended;
    throw new CliError(`METEOR ended without an answer. ${said.trim() || "It said nothing."}`);
  };
  try {
    const statistics: string[] = [];
    for (const { caption, references } of pictures) {
      const hypothesis = words(caption).replaceAll("|||", "").replaceAll("  ", " ");
      statistics.push(await ask(["SCORE", ...references.map(words), hypothesis].join(" ||| ")));
    }
    child.stdin.write(`${["EVAL", ...statistics].join(" ||| ")}\n`);
    const perPicture: number[] = [];
    for (let i = 0; i < pictures.length; i++) perPicture.push(Number((await ask(null)).trim()));
    return { perPicture, corpus: Number((await ask(null)).trim()) };
  } finally {
    child.stdin.end();
    child.kill();
    await ended;
  }
}

interface SpiceAnswer {
  readonly image_id: number;
  readonly scores: { readonly All: { readonly f: number | null } };
}

/** SPICE 1.0. @throws {CliError} when the program fails. */
export async function spice(jar: string, pictures: readonly Captioned[], java = "java"): Promise<JavaScores> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-spice-"));
  try {
    const [input, output] = [path.join(folder, "input.json"), path.join(folder, "output.json")];
    await writeFile(
      input,
      JSON.stringify(pictures.map(({ caption, references }, i) => ({ image_id: i, test: words(caption), refs: references.map(words) }))),
    );
    const args = ["-Xmx8G", "-jar", path.basename(jar), input, "-cache", path.join(folder, "cache"), "-out", output, "-subset", "-silent"];
    const child = spawn(java, args, { cwd: path.dirname(path.resolve(jar)), stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve).once("error", () => resolve(null)));
    if (code !== 0) throw new CliError(`SPICE failed. ${said.trim() || "It said nothing."}`);
    const answers = new Map(
      (JSON.parse(await readFile(output, "utf8")) as SpiceAnswer[]).map(({ image_id: id, scores }) => [id, Number(scores.All.f ?? 0)]),
    );
    const perPicture = pictures.map((_, i) => answers.get(i) ?? 0);
    return { perPicture, corpus: perPicture.reduce((sum, value) => sum + value, 0) / Math.max(1, perPicture.length) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
