#!/usr/bin/env node
/**
 * @file `npm test`: sets everything up, then checks and tests everything. Plain JavaScript, for any Node from 20 on.
 *
 *   npm test                 all of it
 *   npm test -- unit         one project of vitest.config.ts (unit, database, faults or e2e), without the checks
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { buildAll } from "../setup/build.mjs";
import { NODE, ROOT, ourEnvironment, run } from "../setup/command.mjs";
import { install } from "../setup/install.mjs";
import { StageError, bold, fail, green, red, stage } from "../setup/stage.mjs";

const CHECKS = [
  ["Types", ["node_modules/turbo/bin/turbo", "run", "typecheck", "--output-logs=errors-only"]],
  ["Types of tools", ["node_modules/typescript/bin/tsc", "-p", "tools/tsconfig.json"]],
  ["Types of tests", ["node_modules/typescript/bin/tsc", "-p", "test/tsconfig.json"]],
  ["Lint", ["node_modules/oxlint/bin/oxlint", "--deny-warnings"]],
  ["Format (npm run format mends it)", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."]],
  ["Import arrows", ["tools/check/arrows.ts"]],
  ["Versions", ["tools/check/versions.ts"]],
  ["Generated files", ["tools/generate/main.ts", "--check"]],
];

async function check() {
  const failures = [];
  for (const [title, args] of CHECKS) {
    await stage(title, async () => {
      const { code, output } = await run(NODE, args);
      if (code !== 0) throw new StageError(output.trim());
    }).catch((error) => {
      process.stderr.write(`${error.message}\n`);
      failures.push(title);
    });
  }
  return failures;
}

/** Runs vitest with its output on ours; true when everything passed. */
const vitest = (projects) =>
  new Promise((resolve) => {
    const args = [path.join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...projects.map((name) => `--project=${name}`)];
    const env = { ...ourEnvironment(), OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? "2", OMP_WAIT_POLICY: "passive", NODE_ENV: "test" };
    spawn(NODE, args, { cwd: ROOT, env, stdio: "inherit" }).once("exit", (code) => resolve(code === 0));
  });

async function main() {
  const startedMs = Date.now();
  const projects = process.argv.slice(2);
  await install();
  await buildAll();
  const failures = projects.length === 0 ? await check() : [];
  // Broken processes and the browser's tests start platforms of their own: after the others, so that two cores are enough for each.
  for (const group of projects.length > 0 ? [projects] : [["unit", "database"], ["faults"], ["e2e"]]) {
    if (!(await vitest(group))) failures.push(`${group.join(" and ")} tests`);
  }
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  process.stdout.write(
    failures.length === 0
      ? green(`\nEverything passed in ${minutes} minutes.\n`)
      : red(`\n${bold("Failed")}: ${failures.join(", ")} (${minutes} minutes).\n`),
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

main().catch(fail);
