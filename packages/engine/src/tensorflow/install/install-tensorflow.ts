/** @file `capstan engine install tensorflow`: the stock package, or its binding built for a library that was given; then a proof. */
import { cp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Installed, INSTALL_FOLDER, PACKAGE_VERSION, partsOf } from "../installed.ts";
import { buildBinding } from "./build-binding.ts";
import { fetchPackage } from "./fetch-package.ts";
import { findLibrary } from "./find-library.ts";
import type { Say } from "./say.ts";
import { installStock } from "./stock.ts";
import { verifyInstalled } from "./verify.ts";

export interface InstallWishes {
  readonly gpu: boolean;
  /** A tensorflow wheel or a folder with the library; null installs the stock package. */
  readonly library: string | null;
  readonly say: Say;
}

/**
 * Installs anew; what was installed before stays until the new one is whole, and comes back when the new one does not compute.
 * @returns whether TensorFlow computes, on a GPU where one was wanted
 * @throws {InstallError}
 */
export async function installTensorflow({ gpu, library, say }: InstallWishes): Promise<boolean> {
  const [fresh, before] = [`${INSTALL_FOLDER.replace(/[/\\]$/, "")}.new`, `${INSTALL_FOLDER.replace(/[/\\]$/, "")}.old`];
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  try {
    await (library === null ? putStock(fresh, gpu, say) : putBuilt(fresh, library, say));
    await putDependencies(fresh);
    const note: Installed = { kind: library === null ? "stock" : "library", gpu, source: library === null ? "npm" : path.resolve(library) };
    await writeFile(partsOf(fresh).note, `${JSON.stringify(note, null, 2)}\n`);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await rm(before, { recursive: true, force: true });
  await rename(INSTALL_FOLDER, before).catch(ignoreMissing);
  await rename(fresh, INSTALL_FOLDER);
  const works = verifyInstalled(gpu, say);
  if (works === "no") {
    await rm(INSTALL_FOLDER, { recursive: true, force: true });
    await rename(before, INSTALL_FOLDER).catch(ignoreMissing);
  }
  await rm(before, { recursive: true, force: true });
  return works === "as wanted";
}

const ignoreMissing = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "ENOENT") throw error;
};

async function putStock(folder: string, gpu: boolean, say: Say): Promise<void> {
  say(
    `Installing the stock package${gpu ? " for GPUs (TensorFlow 2.9.1, CUDA 11.2, cuDNN 8.1)" : " (TensorFlow 2.9.1)"}: it downloads several hundred MB.`,
  );
  const stock = await installStock(folder, gpu);
  // The binding finds its library relative to where it lies: the package moves as a whole.
  await rename(stock.package, path.join(folder, "tfjs-node"));
  await symlink(path.relative(stock.package, stock.binding), partsOf(folder).binding);
}

async function putBuilt(folder: string, source: string, say: Say): Promise<void> {
  const sources = path.join(folder, "fetched");
  await fetchPackage(`@tensorflow/tfjs-node@${PACKAGE_VERSION}`, sources);
  say("Fetched @tensorflow/tfjs-node's JavaScript and the sources of its binding.");
  // A wheel's libraries go where they will stay: the binding remembers the place.
  const kept = path.join(path.dirname(folder), "tensorflow-library");
  const library = await findLibrary(source, kept);
  say(`Found ${library.files.map((file) => path.basename(file)).join(" and ")}. Compiling the binding (about half a minute).`);
  await mkdir(path.join(folder, "tfjs-node"), { recursive: true });
  buildBinding(sources, library, partsOf(folder).binding);
  await cp(path.join(sources, "dist"), partsOf(folder).dist, { recursive: true });
  await cp(path.join(sources, "package.json"), path.join(folder, "tfjs-node", "package.json"));
  await rm(sources, { recursive: true, force: true });
}

/** The package asks for all of TensorFlow.js; its kernels need the core, of which there must be one copy: ours. */
async function putDependencies(folder: string): Promise<void> {
  await fetchPackage("google-protobuf@3", path.join(folder, "node_modules", "google-protobuf"));
  const shim = path.join(folder, "node_modules", "@tensorflow", "tfjs");
  await mkdir(shim, { recursive: true });
  await writeFile(path.join(shim, "package.json"), `${JSON.stringify({ name: "@tensorflow/tfjs", main: "index.js", type: "commonjs" })}\n`);
  await writeFile(path.join(shim, "index.js"), 'module.exports = require("@tensorflow/tfjs-core");\n');
}
