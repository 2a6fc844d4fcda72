/** @file Packages by npm: their files alone, without what they depend on or download. */
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "./run-command.ts";

/** Fetches `wanted` (name@version) into `target`, which becomes the package's folder. @throws {InstallError} */
export async function fetchPackage(wanted: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  runCommand("npm", ["pack", wanted, "--pack-destination", target, "--silent"], {
    otherwise: `npm could not fetch ${wanted}. Check the registry that npm uses (npm config get registry) and try again.`,
  });
  const archive = (await readdir(target)).find((name) => name.endsWith(".tgz"))!;
  runCommand("tar", ["xzf", archive, "--strip-components=1"], { cwd: target, otherwise: `${archive} could not be unpacked.` });
  await rm(path.join(target, archive));
}
