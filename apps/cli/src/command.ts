/** @file What every command gets: the environment, and the API when it is asked for. */
import type { Command } from "commander";
import { Api } from "./api.ts";
import type { Environment } from "./config.ts";

export interface Context {
  readonly env: Environment;
  /** Signs in as loadSignIn finds. @throws {CliError} */
  api(): Promise<Api>;
}
/** Adds one command to the program. */
export type AddCommand = (program: Command, context: Context) => void;

export const createContext = (env: Environment): Context => ({ env, api: () => Api.open(env) });

/** Examples for --help. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
