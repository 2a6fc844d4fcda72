/** @file The package as npm installs it: its own script downloads TensorFlow 2.9.1 and a ready binding. */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { PACKAGE_VERSION } from "../installed.ts";
import { runCommand } from "./run-command.ts";
import { InstallError } from "./say.ts";

/** Installs into `folder` and leaves the package alone there, without its dependencies. @throws {InstallError} */
export async function installStock(folder: string, gpu: boolean): Promise<{ package: string; binding: string }> {
  const name = `@tensorflow/tfjs-node${gpu ? "-gpu" : ""}`;
  const stage = path.join(folder, "stage");
  await mkdir(stage, { recursive: true });
  await writeFile(path.join(stage, "package.json"), JSON.stringify({ private: true }));
  const advice =
    `${name}@${PACKAGE_VERSION} could not be installed: its script downloads TensorFlow 2.9.1 from storage.googleapis.com.` +
    " Where that is unreachable, or for a newer CUDA, give a library: capstan engine install tensorflow --library tensorflow-2.21.0-….whl";
  runCommand("npm", ["install", `${name}@${PACKAGE_VERSION}`, "--no-audit", "--no-fund", "--foreground-scripts"], {
    cwd: stage,
    otherwise: advice,
  });
  const installed = path.join(stage, "node_modules", name);
  const target = path.join(folder, "stock");
  await cp(installed, target, { recursive: true, verbatimSymlinks: true });
  await rm(stage, { recursive: true, force: true });
  const lib = path.join(target, "lib");
  const found = existsSync(lib)
    ? (await readdir(lib)).map((each) => path.join(lib, each, "tfjs_binding.node")).find((file) => existsSync(file))
    : undefined;
  // npm may be told not to run scripts: then nothing was downloaded.
  if (found === undefined) throw new InstallError(advice);
  return { package: target, binding: found };
}
