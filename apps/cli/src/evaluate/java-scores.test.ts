import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkJava, meteor, spice } from "./java-scores.ts";

/**
 * Stands where Java would, and speaks the two programs' protocols: METEOR's statistics are words shared with any reference and
 * words at all, SPICE's F whether the first words are the same. The real programs are the user's own.
 */
const STAND_IN = `#!${process.execPath}
const args = process.argv.slice(2);
if (args[0] === "-version") process.exit(0);
const fs = require("node:fs");
if (args.includes("-stdio")) {
  if (args.slice(-3).join(" ") !== "-l en -norm") process.exit(3);
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const [command, ...fields] = line.split(" ||| ");
    if (command === "SCORE") {
      const hypothesis = fields.pop().split(" ");
      const words = new Set(fields.join(" ").split(" "));
      console.log(hypothesis.filter((word) => words.has(word)).length + " " + hypothesis.length);
    } else {
      const pairs = fields.map((field) => field.split(" ").map(Number));
      for (const [hits, all] of pairs) console.log(hits / all);
      console.log(pairs.reduce((sum, [hits]) => sum + hits, 0) / pairs.reduce((sum, [, all]) => sum + all, 0));
    }
  });
} else {
  const items = JSON.parse(fs.readFileSync(args[args.indexOf("-jar") + 2], "utf8"));
  if (items.some(({ test }) => test === "fail")) { console.error("out of memory"); process.exit(1); }
  const scores = items.map(({ image_id, test, refs }) => ({ image_id, scores: { All: { f: refs.some((ref) => ref.split(" ")[0] === test.split(" ")[0]) ? 1 : 0 } } }));
  fs.writeFileSync(args[args.indexOf("-out") + 1], JSON.stringify(scores.reverse()));
}
`;

const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-java-"));
const java = path.join(folder, "java");
const jar = path.join(folder, "scores.jar");
const pictures = [
  { caption: "A red circle.", references: ["a red square", "A blue circle!"] },
  { caption: "Two dogs", references: ["one dog", "a cat"] },
];
beforeAll(() => {
  writeFileSync(java, STAND_IN);
  chmodSync(java, 0o755);
  writeFileSync(jar, "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("METEOR is given PTB words, references first, and its scores come back by picture and for the set", async () => {
  expect(await meteor(jar, pictures, java)).toEqual({ perPicture: [1, 0], corpus: 3 / 5 });
});

test("SPICE's answers are put in the pictures' order, and the set's is their mean", async () => {
  expect(await spice(jar, pictures, java)).toEqual({ perPicture: [1, 0], corpus: 0.5 });
  await expect(spice(jar, [{ caption: "fail", references: ["a"] }], java)).rejects.toThrow("out of memory");
});

test("what is missing is said with what to get", () => {
  expect(() => checkJava("meteor", path.join(folder, "absent.jar"), java)).toThrow("meteor-1.5.tar.gz");
  expect(() => checkJava("spice", path.join(folder, "absent.jar"), java)).toThrow("SPICE-1.0.zip");
  expect(() => checkJava("meteor", jar, path.join(folder, "no-java"))).toThrow("Install Java");
  expect(() => checkJava("meteor", jar, java)).not.toThrow();
});

test("a program that ends without an answer is named with its last words", async () => {
  writeFileSync(path.join(folder, "broken"), `#!${process.execPath}\nconsole.error("no such class"); process.exit(1);\n`);
  chmodSync(path.join(folder, "broken"), 0o755);
  await expect(meteor(jar, pictures, path.join(folder, "broken"))).rejects.toThrow("METEOR ended without an answer. no such class");
});
