/**
 * @file TensorFlow's C library and its headers, out of a Python wheel or in a folder: an installed Python package, or an unpacked
 * libtensorflow archive.
 */
import { existsSync, statSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "./run-command.ts";
import { InstallError } from "./say.ts";

export interface Library {
  /** Holds tensorflow/c/c_api.h. */
  readonly include: string;
  /** What the binding is linked against. */
  readonly files: readonly string[];
}

/** Of a wheel only the libraries and the headers of the C interface, which take a few from below them; the rest is Python. */
const WANTED = [
  "tensorflow/libtensorflow",
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/",
  "tensorflow/include/xla/tsl/c/",
  "tensorflow/include/tsl/",
];

const UNPACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(tuple(sys.argv[3:]))])
`;

async function unpackWheel(wheel: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  runCommand("python3", ["-c", UNPACK, wheel, folder, ...WANTED], { otherwise: `${wheel} could not be unpacked, which takes python3.` });
  return path.join(folder, "tensorflow");
}

/** Where the libraries may lie below a folder, and what they may be called, the first that is there. */
const PLACES = ["", "lib", "tensorflow", "deps/lib"];
const CORE = /^libtensorflow(_cc)?\.so(\.2)?(\.\d+\.\d+)?$/;
const FRAMEWORK = /^libtensorflow_framework\.so(\.2)?(\.\d+\.\d+)?$/;

async function filesIn(folder: string): Promise<readonly string[] | null> {
  for (const place of PLACES) {
    const names = (await readdir(path.join(folder, place)).catch(() => [])).toSorted((a, b) => a.length - b.length);
    const [core, framework] = [names.find((name) => CORE.test(name)), names.find((name) => FRAMEWORK.test(name))];
    if (core !== undefined && framework !== undefined) return [core, framework].map((name) => path.join(folder, place, name));
  }
  return null;
}

/**
 * @param source a .whl file, or a folder
 * @param unpackTo where a wheel is unpacked: its libraries stay there
 * @throws {InstallError} that says what was looked for
 */
export async function findLibrary(source: string, unpackTo: string): Promise<Library> {
  if (!existsSync(source)) throw new InstallError(`${source} does not exist. --library takes a tensorflow wheel (.whl) or a folder.`);
  const folder = path.resolve(statSync(source).isFile() ? await unpackWheel(path.resolve(source), unpackTo) : source);
  const files = await filesIn(folder);
  const include = ["include", "tensorflow/include", "deps/include"]
    .map((place) => path.join(folder, place))
    .find((place) => existsSync(path.join(place, "tensorflow/c/c_api.h")));
  if (files === null || include === undefined)
    throw new InstallError(
      `${source} holds no ${files === null ? "libtensorflow_cc.so.2 or libtensorflow.so with libtensorflow_framework" : "include/tensorflow/c/c_api.h"}.` +
        " Give a tensorflow wheel, the folder of an installed Python package (site-packages/tensorflow), or an unpacked libtensorflow archive.",
    );
  return { include, files };
}
