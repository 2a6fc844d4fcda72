#!/usr/bin/env node
// Starts the command with the project's own Node: the system's may be older. Plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MIN = 24;
const root = path.resolve(path.dirname(realpathSync(fileURLToPath(import.meta.url))), "../../..");
const program = path.join(root, "apps/cli/src/main.ts");
const own = path.join(root, "node_modules/.bin/node");
const isNewEnough = Number(process.versions.node.split(".")[0]) >= NODE_MIN;

if (!existsSync(path.join(root, "node_modules"))) {
  console.error(`capstan: its parts are not installed yet. Run this once: cd ${root} && npm start`);
  process.exit(1);
}
if (!isNewEnough && !existsSync(own)) {
  console.error(
    `capstan: it needs Node ${NODE_MIN}, this is ${process.version}, and its own copy is missing. Run: cd ${root} && npm install`,
  );
  process.exit(1);
}
const child = spawn(isNewEnough ? process.execPath : own, ["--disable-warning=ExperimentalWarning", program, ...process.argv.slice(2)], {
  stdio: "inherit",
});
// A terminal sends Ctrl-C to both; the command decides what it means.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
child.on("error", (error) => {
  console.error(`capstan: Node could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
