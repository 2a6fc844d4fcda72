/** @file What an addon was built from: a build whose fingerprint differs is out of date. Plain JavaScript without dependencies. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

/** An addon that was built otherwise, as sanitized.mjs does: it is taken as it is. */
const given = process.env.CAPSTAN_NATIVE_ADDON || undefined;

export const addonFile = given ?? path.join(here, "build", "Release", "capstan_native.node");
export const fingerprintFile = path.join(here, "build", "fingerprint");

/** Changes with the sources, and with the processor: the code is compiled for exactly the one that builds it. */
export function fingerprint() {
  const hash = createHash("sha256");
  hash.update(`${process.platform} ${process.arch} ${os.cpus()[0]?.model ?? ""}\n`);
  for (const name of [
    "binding.gyp",
    ...readdirSync(path.join(here, "source"))
      .sort()
      .map((file) => path.join("source", file)),
  ]) {
    hash.update(`${name}\n`).update(readFileSync(path.join(here, name)));
  }
  return hash.digest("hex");
}

/** The fingerprint of the addon that is there, or null. */
export function builtFingerprint() {
  try {
    statSync(addonFile);
    if (given !== undefined) {
      return fingerprint();
    }
    return readFileSync(fingerprintFile, "utf8");
  } catch {
    return null;
  }
}
