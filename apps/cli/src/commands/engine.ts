/** @file `capstan engine`: which engines this machine has, and getting the one for GPUs. */
import { describeEngines } from "@capstan/engine/doctor";
import { installTensorflow } from "@capstan/engine/tensorflow/install/install-tensorflow";
import { InstallError } from "@capstan/engine/tensorflow/install/say";
import { CliError } from "../cli-error.ts";
import { type AddCommand, examples } from "../command.ts";
import { say, sayJson } from "../print.ts";

export const addEngine: AddCommand = (program) => {
  const engine = program
    .command("engine")
    .description("What trains and captions here: which engines there are, and getting the one for GPUs");
  engine
    .command("list")
    .description("The engines of this machine, best first")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const engines = await describeEngines();
      if (json) return sayJson(engines);
      for (const { name, usable, reason, advice } of engines)
        say(`${usable ? "ok  " : "-   "} ${name.padEnd(11)} ${advice ? `${reason} ${advice}` : reason}`);
    });
  engine
    .command("install")
    .argument("<engine>", "tensorflow")
    .description("Install TensorFlow's library and prove that it computes")
    .option("--gpu", "for an NVIDIA GPU")
    .option(
      "--library <path>",
      "a tensorflow wheel (.whl) or a folder with its C library: builds the binding for it, for a newer CUDA than the stock package's",
    )
    .addHelpText(
      "after",
      examples(
        "capstan engine install tensorflow --gpu",
        "capstan engine install tensorflow --gpu --library tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
      ),
    )
    .action(async (name: string, options: { gpu?: boolean; library?: string }) => {
      if (name !== "tensorflow")
        throw new CliError(`Only tensorflow is installed this way, not ${name}. native is built by npm start; wasm is always there.`);
      try {
        const works = await installTensorflow({ gpu: options.gpu === true, library: options.library ?? null, say });
        if (!works) process.exitCode = 1;
      } catch (error) {
        throw error instanceof InstallError ? new CliError(error.message) : error;
      }
    });
};
