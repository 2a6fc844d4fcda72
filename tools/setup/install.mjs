/** @file Installs the dependencies, when the lock file is not the one that was installed last. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { NODE, ROOT, run } from "./command.mjs";
import { StageError, stage } from "./stage.mjs";

const STAMP = path.join(ROOT, "node_modules", ".capstan-installed");
const NODE_MAJOR_MIN = 20;
const FREE_BYTES_MIN = 3 * 1024 ** 3;

const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(path.join(ROOT, "package-lock.json")))
    .digest("hex");

export function isInstalled() {
  return existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, "utf8") === lockHash();
}

/** What a failed `npm ci` most likely means, in one line. */
function advice(output) {
  if (/ENOSPC/.test(output)) return "The disk is full. Free about 3 GB and run the command again.";
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/.test(output))
    return "The package registry cannot be reached. Check the network or `npm config get registry`, then run the command again.";
  const line = output.split("\n").find((text) => /npm error (?!code|A complete log)/.test(text)) ?? output.trim().split("\n").at(-1);
  return `npm ci failed: ${line}. Mend that and run the command again.`;
}

export async function install() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < NODE_MAJOR_MIN)
    throw new StageError(
      `Capstan needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}. Install a newer one from your system or nodejs.org.`,
    );
  if (process.platform !== "linux")
    throw new StageError(`Capstan runs on Linux; this is ${process.platform}. Use a Linux machine, container or WSL.`);
  if (isInstalled()) return;
  const { bavail, bsize } = statfsSync(ROOT);
  if (bavail * bsize < FREE_BYTES_MIN)
    throw new StageError(
      `Only ${Math.round((bavail * bsize) / 1e9)} GB are free in ${ROOT}: dependencies and data want 3 GB. Free some and run the command again.`,
    );
  await stage("Installing dependencies", async (say) => {
    const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=http"], {
      onLine: (line) => say(line.replace(/^npm (http|warn|info) /, "").slice(0, 60)),
    });
    if (code !== 0) throw new StageError(advice(output));
    if (!existsSync(NODE))
      throw new StageError(
        "npm installed no Node 24: its install scripts seem to be off. Run: npm config set ignore-scripts false, then the command again.",
      );
    writeFileSync(STAMP, lockHash());
  });
}
