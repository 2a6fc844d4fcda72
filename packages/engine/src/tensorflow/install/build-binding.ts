/** @file Compiles the package's binding, as it is, against a given TensorFlow library. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Library } from "./find-library.ts";
import { hasCommand, runCommand } from "./run-command.ts";
import { InstallError } from "./say.ts";

/** Where Node's headers may be: beside the program, where Debian's packages put them, or where npm was told. */
function nodeHeaders(): string {
  const prefixes = [process.env["npm_config_nodedir"], path.dirname(path.dirname(process.execPath)), "/usr", "/usr/local"];
  const found = prefixes
    .map((prefix) => path.join(prefix ?? "", "include", "node"))
    .find((folder) => existsSync(path.join(folder, "node_api.h")));
  if (found === undefined)
    throw new InstallError(
      "Node's headers (include/node/node_api.h) were not found. On Debian or Ubuntu: apt install libnode-dev, then try again.",
    );
  return found;
}

/** @param sources the package's folder. @throws {InstallError} */
export function buildBinding(sources: string, library: Library, target: string): void {
  if (process.platform !== "linux")
    throw new InstallError("Building against a library is only done on Linux. Elsewhere, install without --library.");
  if (!hasCommand("g++")) throw new InstallError("A compiler is needed. On Debian or Ubuntu: apt install g++, then try again.");
  const folders = [...new Set(library.files.map((file) => path.dirname(file)))];
  runCommand(
    "g++",
    [
      "-std=c++17",
      "-O2",
      "-fPIC",
      "-shared",
      "-DNAPI_VERSION=8",
      `-I${sources}`,
      `-I${library.include}`,
      `-I${nodeHeaders()}`,
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => path.join(sources, "binding", name)),
      ...library.files,
      ...folders.map((folder) => `-Wl,-rpath,${folder}`),
      "-o",
      target,
    ],
    { otherwise: "The binding could not be compiled against this library." },
  );
}
