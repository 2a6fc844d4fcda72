/**
 * @file Checks which way imports point: apps -> packages -> packages/run, nobody into an app, no cycles, the database for
 * those who may open it. Type-only imports count.
 *
 *   node tools/check/arrows.ts      exit 1 and one line for each arrow that points the wrong way
 */
import { readFileSync, existsSync, globSync, statSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SOURCES = [
  "apps/*/src/**/*.{ts,tsx}",
  "apps/web/app/**/*.{ts,tsx}",
  "packages/*/src/**/*.ts",
  "prisma/*.ts",
  "prisma/queries/*.ts",
  "tools/**/*.{ts,mjs}",
  "test/**/*.ts",
];
const MAY_OPEN_DATABASE = ["apps/api", "prisma", "tools", "test"];
const DATABASE_MODULES = /^(pg|postgres|@prisma\/|@capstan\/prisma)/;
const DRAWERS = /(^|\/)(utils?|helpers?|common|shared|lib|misc|core)(\/|\.tsx?$)/;
/** Packages that train or decode: the dashboard never loads them. */
const TENSORS = /^(@tensorflow\/|@capstan\/(engine|captioner|trainer|dataset))/;

/** `apps/api`, `packages/run`, `prisma`, `tools` or `test`. */
const roomOf = (file: string): string => {
  const [top, second] = file.split("/");
  return top === "apps" || top === "packages" ? `${top}/${second}` : top!;
};

/** Specifiers of every import and re-export, dynamic ones with a literal included. */
function importsOf(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), "utf8");
  const { module } = parseSync(file, source);
  const dynamic = module.dynamicImports
    .map(({ moduleRequest }) => source.slice(moduleRequest.start, moduleRequest.end))
    .filter((text) => /^["'`][^${}]+["'`]$/.test(text))
    .map((text) => text.slice(1, -1));
  const reExports = module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value));
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...reExports, ...dynamic].filter((x) => x !== undefined);
}

/** The file that `specifier` means, seen from `file`; null for packages from npm. */
function resolve(file: string, specifier: string): string | null {
  if (specifier.startsWith(".")) {
    const base = path.normalize(path.join(path.dirname(file), specifier));
    return (
      [base, `${base}.ts`, `${base}.tsx`].find((name) => existsSync(path.join(ROOT, name)) && statSync(path.join(ROOT, name)).isFile()) ??
      null
    );
  }
  const [, name, rest] = /^@capstan\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  if (!name) return null;
  if (name === "prisma") return rest === "client" ? "prisma/generated/client.ts" : `prisma/${rest}.ts`;
  return rest!.includes(".") ? `packages/${name}/${rest}` : `packages/${name}/src/${rest}.ts`;
}

function problemsOf(file: string, specifier: string, target: string | null): string[] {
  const from = roomOf(file);
  const problems: string[] = [];
  const isTest = /\.test\.tsx?$/.test(file) || from === "test";
  if (DATABASE_MODULES.test(specifier) && !MAY_OPEN_DATABASE.includes(from) && !isTest)
    problems.push("only apps/api, prisma, tools and test open the database");
  if (from === "apps/web" && TENSORS.test(specifier)) problems.push("the dashboard never loads tensors or pictures' decoders");
  if (target === null) return problems;
  if (!existsSync(path.join(ROOT, target))) problems.push("there is no such file");
  const to = roomOf(target);
  if (from === to || isTest) return problems;
  if (to.startsWith("apps/") && from !== "tools") problems.push("nobody imports an app");
  if (from.startsWith("packages/") && !to.startsWith("packages/")) problems.push("packages import packages only");
  if (from === "packages/run") problems.push("packages/run imports nobody");
  return problems;
}

/** Every cycle of files, each once, as the list of its files. */
function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (file: string, trail: string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) cycles.push([...trail.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return cycles;
}

const graph = new Map<string, string[]>();
const problems: string[] = [];
for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).filter(
  (name) => !/node_modules|\.generated\.ts$/.test(name),
)) {
  if (DRAWERS.test(file)) problems.push(`${file}: a drawer without a name of its own`);
  const targets: string[] = [];
  for (const specifier of new Set(importsOf(file))) {
    const target = resolve(file, specifier);
    for (const problem of problemsOf(file, specifier, target)) problems.push(`${file} -> ${specifier}: ${problem}`);
    if (target) targets.push(target);
  }
  graph.set(file, targets);
}
for (const cycle of cyclesOf(graph)) problems.push(`a cycle: ${cycle.join(" -> ")}`);

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
} else {
  console.log(`${graph.size} files, every arrow points the right way.`);
}
