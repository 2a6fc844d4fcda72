/** @file Where `capstan engine install tensorflow` puts its parts, and what lies there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Below the repository, so that the package finds our one copy of tfjs-core. Git ignores it. */
export const INSTALL_FOLDER = fileURLToPath(new URL("../../../../.capstan/engines/tensorflow/", import.meta.url));

/** Of tfjs-node, which is the version of tfjs-core. */
export const PACKAGE_VERSION = "4.22.0";

export interface Installed {
  /** "stock": what the package itself downloads (TensorFlow 2.9). "library": its binding, built for a library that was given. */
  readonly kind: "stock" | "library";
  readonly gpu: boolean;
  /** Where the library came from. */
  readonly source: string;
}

export const partsOf = (folder: string) => ({
  /** The JavaScript of @tensorflow/tfjs-node. */
  dist: path.join(folder, "tfjs-node", "dist"),
  binding: path.join(folder, "tfjs-node", "tfjs_binding.node"),
  note: path.join(folder, "installed.json"),
});

/** Null when nothing is installed, or an installation did not come to its end. */
export function readInstalled(folder = INSTALL_FOLDER): Installed | null {
  try {
    return JSON.parse(readFileSync(partsOf(folder).note, "utf8")) as Installed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return null;
    }
    throw error;
  }
}
