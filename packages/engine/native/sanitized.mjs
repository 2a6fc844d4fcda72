/**
 * @file The addon under AddressSanitizer and UndefinedBehaviorSanitizer, beside the usual one: `build.mjs --sanitize` builds it,
 * `node sanitized.mjs` builds it (not with --built) and runs the engine's tests on it. Ends with 1 when the sanitizers or the tests complain.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..", "..", "..");
// Not below build/, which every usual build empties.
const target = path.join(root, ".capstan", "sanitized", "capstan_native.node");

const SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer", "-g", "-O1"];

/** Compiles what binding.gyp lists, with its flags. @returns the addon's file */
export function buildSanitized() {
  const [gyp] = JSON.parse(readFileSync(path.join(here, "binding.gyp"), "utf8")).targets;
  const prefix = [process.env.npm_config_nodedir, path.dirname(path.dirname(process.execPath)), "/usr", "/usr/local"].find(
    (each) => each && existsSync(path.join(each, "include", "node", "node_api.h")),
  );
  if (prefix === undefined) {
    throw new Error("Node's headers (include/node/node_api.h) were not found. On Debian or Ubuntu: apt install libnode-dev.");
  }
  const flags = [...gyp.cflags_cc.filter((flag) => flag !== "-O3"), ...gyp.defines.map((each) => `-D${each}`), ...SANITIZE];
  mkdirSync(path.dirname(target), { recursive: true });
  execFileSync(
    "g++",
    ["-shared", "-fPIC", ...flags, `-I${path.join(prefix, "include", "node")}`, ...gyp.sources, ...gyp.libraries, "-o", target],
    { cwd: here, stdio: "inherit" },
  );
  return target;
}

/** What a line of either sanitizer's report has. */
const COMPLAINT = /ERROR: AddressSanitizer|AddressSanitizer:DEADLYSIGNAL|runtime error:/;

// What runs on the native engine: its own tests, of products in bfloat16 by their name too, and the decoder's that pass through one call of it.
const TESTS = ["packages/engine/src", "packages/captioner/src/decode/fused-pass", "-t", "native|bfloat16|fused decoder"];

function runTests(addon) {
  const preload = execFileSync("g++", ["-print-file-name=libasan.so"], { encoding: "utf8" }).trim();
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, "run", "--project", "unit", ...TESTS, "--testTimeout", "300000"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 256 * 2 ** 20,
      env: {
        ...process.env,
        CAPSTAN_NATIVE_ADDON: addon,
        // A buffer for each tensor: an arena would hide who writes past the end of whose.
        CAPSTAN_SEPARATE_BUFFERS: "1",
        LD_PRELOAD: preload,
        // Node keeps much until its end, which is no leak of ours.
        ASAN_OPTIONS: "detect_leaks=0",
        UBSAN_OPTIONS: "print_stacktrace=1",
        OMP_WAIT_POLICY: "passive",
      },
    },
  );
  process.stdout.write(`${stdout}\n${stderr}\n`);
  const complaints = `${stdout}\n${stderr}`.split("\n").filter((line) => COMPLAINT.test(line));
  process.stdout.write(complaints.length === 0 ? "The sanitizers found nothing" : `The sanitizers complained:\n${complaints.join("\n")}`);
  process.stdout.write(status === 0 ? ", and all tests passed.\n" : `; the tests ended with ${status}.\n`);
  return complaints.length === 0 && status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = runTests(process.argv.includes("--built") ? target : buildSanitized()) ? 0 : 1;
}
