/**
 * @file Builds the native engine where a compiler and oneDNN are installed; elsewhere says in one line what is missing.
 *
 * Plain JavaScript: `npm start` and `npm test` call it before anything else is ready. Ends with 0 either way, because the
 * product runs without it, only slower.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { builtFingerprint, fingerprint, fingerprintFile } from "./fingerprint.mjs";
import { buildSanitized } from "./sanitized.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const lock = path.join(here, "build.lock");
const LOCK_STALE_MS = 5 * 60_000;

const say = (line) => process.stdout.write(`native engine: ${line}\n`);
const runs = (command, args, input) => spawnSync(command, args, { input, encoding: "utf8" }).status === 0;

/** What keeps this machine from building, with the remedy; null when nothing does. */
function missing() {
  const wanted = [];
  if (!runs("g++", ["--version"])) {
    wanted.push("g++");
  }
  if (!runs("make", ["--version"])) {
    wanted.push("make");
  }
  if (!runs("python3", ["--version"])) {
    wanted.push("python3");
  }
  // Without a compiler nothing tells whether oneDNN's headers are there: naming them twice does no harm.
  if (!runs("g++", ["-xc++", "-std=c++17", "-fsyntax-only", "-"], "#include <dnnl.hpp>\n")) {
    wanted.push("libdnnl-dev");
  }
  if (wanted.length === 0) {
    return null;
  }
  return `not built (training uses the slower WebAssembly engine). On Debian or Ubuntu: apt install ${wanted.join(" ")}, then start again.`;
}

/** The folder whose include/node holds Node's headers, or null: node-gyp then downloads them. */
function headers() {
  const prefixes = [path.dirname(path.dirname(process.execPath)), "/usr", "/usr/local"];
  return prefixes.find((prefix) => existsSync(path.join(prefix, "include", "node", "node_api.h"))) ?? null;
}

/** Another process may be building: wait for it rather than write into its files. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") {
        throw error;
      }
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > LOCK_STALE_MS) {
        rmSync(lock, { recursive: true, force: true });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

function build() {
  const gyp = createRequire(import.meta.url).resolve("node-gyp/bin/node-gyp.js");
  const nodeFolder = headers();
  const nodeArgs = nodeFolder === null ? [] : [`--nodedir=${nodeFolder}`];
  const args = [gyp, "rebuild", `--jobs=${Math.min(os.availableParallelism(), 4)}`, ...nodeArgs];
  const started = performance.now();
  const result = spawnSync(process.execPath, args, { cwd: here, encoding: "utf8" });
  if (result.status !== 0) {
    const log = path.join(here, "build", "build.log");
    mkdirSync(path.dirname(log), { recursive: true });
    writeFileSync(log, `${result.stdout}\n${result.stderr}\n`);
    say(`could not be compiled (training uses the slower WebAssembly engine). The compiler's words: ${log}`);
    return;
  }
  writeFileSync(fingerprintFile, fingerprint());
  say(`built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

function main() {
  if (builtFingerprint() === fingerprint()) {
    return;
  }
  const obstacle = missing();
  if (obstacle !== null) {
    say(obstacle);
    return;
  }
  takeLock();
  try {
    if (builtFingerprint() !== fingerprint()) {
      build();
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

try {
  if (process.argv.includes("--sanitize")) {
    say(`built with sanitizers: ${buildSanitized()}`);
  } else {
    main();
  }
} catch (error) {
  say(`not built: ${error instanceof Error ? error.message : String(error)}`);
}
