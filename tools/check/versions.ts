/** @file Checks what is installed against the oldest versions that are safe, and that there is one copy of what must be one. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Oldest version without a known hole that concerns us. */
const FLOORS: Readonly<Record<string, string>> = { next: "16.4.5", "@apollo/server": "5.5.0", ws: "8.20.1", sharp: "0.35.0" };
/** A second copy of these breaks at run time: types of another realm, tensors of another engine. */
const SINGLE = ["graphql", "@tensorflow/tfjs-core", "react"];
const FORBIDDEN = ["graphql-scalars"];

const copiesOf = (name: string): { place: string; version: string }[] =>
  globSync(
    [
      `node_modules/${name}/package.json`,
      `node_modules/**/node_modules/${name}/package.json`,
      `{apps,packages}/*/node_modules/${name}/package.json`,
    ],
    { cwd: ROOT },
  ).map((file) => ({
    place: path.dirname(file),
    version: (JSON.parse(readFileSync(path.join(ROOT, file), "utf8")) as { version: string }).version,
  }));

const isOlder = (version: string, floor: string): boolean => version.localeCompare(floor, "en", { numeric: true }) < 0;

const problems = [
  ...Object.entries(FLOORS).flatMap(([name, floor]) =>
    copiesOf(name)
      .filter(({ version }) => isOlder(version, floor))
      .map(({ place, version }) => `${place} is ${version}; ${floor} is the oldest safe version`),
  ),
  ...SINGLE.filter((name) => copiesOf(name).length !== 1).map(
    (name) =>
      `${name} is there ${copiesOf(name).length} times: ${copiesOf(name)
        .map((copy) => copy.place)
        .join(", ")}`,
  ),
  ...FORBIDDEN.filter((name) => copiesOf(name).length > 0).map((name) => `${name} has a hole without a fix`),
];
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}
