#!/usr/bin/env node
/**
 * @file `npm start`: sets everything up, then starts the platform. Plain JavaScript without dependencies, for any Node from
 * 20 on; what it starts (platform.ts) runs on the Node of our dependencies.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { buildAll } from "../setup/build.mjs";
import { NODE, ROOT, ourEnvironment } from "../setup/command.mjs";
import { install } from "../setup/install.mjs";
import { bold, fail } from "../setup/stage.mjs";
import { installSystemPackages } from "../setup/system-packages.mjs";

const HELP = `Usage: npm start

Sets up and starts Capstan: PostgreSQL, the API, the dashboard and one runner. Ctrl-C ends everything; what you made stays.

  WEB_PORT, API_PORT   ports of the dashboard (3000) and the API (4000)
  HOST                 address to listen on; 127.0.0.1 unless set
  DATABASE_URL         a PostgreSQL of your own (15 or newer) instead of the embedded one
  S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY
                       object storage of your own instead of .capstan/objects
  LINKED_FOLDERS       folders that datasets may link to, separated by colons
  PRECISION=bf16       train in mixed precision where the processor can
  CAPTION_PRECISION=bf16
                       caption in it, too
  CAPSTAN_HOME         where data lies; .capstan unless set
  CAPSTAN_NO_APT=1     install no Debian packages, even as root
  CAPSTAN_NO_DEMO=1    no demo data, no first run`;

async function main() {
  if (process.argv.includes("--help") || process.argv.includes("-h")) return process.stdout.write(`${HELP}\n`);
  process.stdout.write(`${bold("Capstan")}\n`);
  await install();
  await installSystemPackages();
  await buildAll();
  const child = spawn(NODE, [path.join(ROOT, "tools/start/platform.ts")], { cwd: ROOT, env: ourEnvironment(), stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well; we only wait for its orderly end.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

main().catch(fail);
