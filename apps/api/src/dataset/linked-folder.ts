/** @file Which folders of this machine a dataset may link to. */
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);

/**
 * The real path of `folder`, when it lies in one of `allowed`. What is outside is refused before the disk is asked, so that
 * nobody learns what exists there.
 * @throws {AppError} INVALID_INPUT that says how to allow it.
 */
export async function requireLinkable(folder: string, allowed: readonly string[]): Promise<string> {
  const refuse = (message: string): never => {
    throw new AppError("INVALID_INPUT", message, { path: ["linkedFolder"] });
  };
  const how = "Whoever runs the server allows folders with the setting LINKED_FOLDERS=/data/one:/data/two; or upload a zip instead.";
  if (allowed.length === 0) refuse(`This server links no folders. ${how}`);
  const wanted = path.resolve("/", folder);
  const outside = `This server does not link “${folder}”. ${how}`;
  if (!path.isAbsolute(folder) || !allowed.some((root) => isBelow(wanted, root))) refuse(outside);
  const real = await realpath(wanted).catch(() => null);
  if (real === null || !(await stat(real)).isDirectory())
    return refuse(`There is no folder “${folder}” on the server. Check the path; the runners need it at the same place.`);
  const roots = await Promise.all(allowed.map((root) => realpath(root).catch(() => root)));
  if (!roots.some((root) => isBelow(real, root))) refuse(outside);
  return real;
}
