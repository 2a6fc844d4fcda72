/** @file The proof of an installation, in a process of its own: a library that does not fit may end the process that loads it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Say } from "./say.ts";

/** One line of JSON from verify-program.ts. */
export interface Proof {
  readonly device: string;
  readonly isGpu: boolean;
  readonly checks: readonly { readonly name: string; readonly holds: boolean }[];
}

const MINUTES = 60_000;

/** Says what was verified and what was not. "no": it does not load or computes wrongly. */
export function verifyInstalled(wantsGpu: boolean, say: Say): "as wanted" | "on the processor only" | "no" {
  const program = fileURLToPath(new URL("verify-program.ts", import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8", timeout: 5 * MINUTES });
  const line = stdout.split("\n").find((each) => each.startsWith("{"));
  if (status !== 0 || line === undefined) {
    say(`Not working: the engine ${signal ? `was ended by ${signal}` : "did not start"}. ${lastWords(stderr)}`);
    return "no";
  }
  const proof = JSON.parse(line) as Proof;
  say(`It loads and starts: ${proof.device}.`);
  for (const { name, holds } of proof.checks) say(`${holds ? "Verified" : "WRONG"}: ${name}.`);
  if (!proof.checks.every(({ holds }) => holds)) return "no";
  if (proof.isGpu) return "as wanted";
  say("Not verified: that it computes on a GPU. It found none that it can use, and computes on the processor.");
  if (!wantsGpu) return "as wanted";
  say("A GPU was wanted: check nvidia-smi, and that CUDA and cuDNN of the versions that this library was built for can be found.");
  return "on the processor only";
}

const lastWords = (stderr: string): string =>
  stderr
    .trim()
    .split("\n")
    .filter((each) => /error|cannot|no such/i.test(each))
    .slice(-2)
    .join(" ");
