/** @file Findings as a table for people. */
import type { Finding } from "./run-checks.ts";

const MEANS_WIDTH = 90;

/** `text` in lines of at most `width`, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function table(findings: readonly Finding[]): string {
  const name = Math.max(...findings.map((finding) => finding.name.length));
  const row = (invariant: string, called: string, means: string, broken: string): string =>
    `${invariant.padEnd(4)} ${called.padEnd(name)}  ${means.padEnd(MEANS_WIDTH)}  ${broken}`;
  const lines = findings.flatMap(({ invariant, name: called, means, broken, ids }) => {
    const more = broken > ids.length ? ", ..." : "";
    const [first = "", ...rest] = wrap(means, MEANS_WIDTH);
    return [
      row(invariant, called, first, broken === 0 ? "0" : `${broken}: ${ids.join(", ")}${more}`),
      ...rest.map((text) => row("", "", text, "").trimEnd()),
    ];
  });
  const count = findings.filter(({ broken }) => broken > 0).length;
  const sum =
    count === 0
      ? `Nothing is broken: ${findings.length} checks.`
      : `${count} of ${findings.length} checks found something broken. Keep the database as it is, and look at what these ids have in common.`;
  return [row("", "check", "what it means", "broken by").trimEnd(), ...lines, "", sum].join("\n");
}
