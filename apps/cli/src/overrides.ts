/** @file Settings from the command line: CATR's flags and `--set path=value`, checked before anything is sent. */
import { AppError } from "@capstan/run/error-code";
import { resolveConfig, type Scalar } from "@capstan/training-config/config";
import type { Field } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { CliError } from "./cli-error.ts";

/** CATR's flags and the settings that they set. */
export interface CatrFlags {
  readonly batchSize?: string;
  readonly epochs?: string;
  readonly lr?: string;
  readonly weightDecay?: string;
  readonly clipMaxNorm?: string;
  readonly logStep?: string;
  /** commander's way to say --no-save. */
  readonly save?: boolean;
  readonly set?: readonly string[];
}

const PATH_OF_FLAG = {
  batchSize: "optimizer.batchSize",
  epochs: "schedule.epochs",
  lr: "optimizer.lr",
  weightDecay: "optimizer.weightDecay",
  clipMaxNorm: "optimizer.clipMaxNorm",
  logStep: "checkpoint.logStep",
} as const;

const wrong = (message: string): never => {
  throw new CliError(message, { exitCode: 2 });
};

/** `path`, or the path of the setting that CATR calls so. */
function fieldOf(name: string): Field {
  const found = (FIELDS as readonly Field[]).find((field) => field.path === name || field.catrName === name);
  return found ?? wrong(`There is no setting “${name}”. The settings are listed by: capstan train --settings`);
}

/** A word of the command line as the value that `field` takes. @throws {CliError} */
export function parseValue(field: Field, text: string): Scalar {
  if (field.type === "boolean") {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    if (/^(false|no|off|0)$/i.test(text)) return false;
    return wrong(`${field.path} is true or false, not “${text}”.`);
  }
  if (field.type === "choice") return text;
  if (text.trim() === "" || Number.isNaN(Number(text))) return wrong(`${field.path} is a number, not “${text}”.`);
  return Number(text);
}

/** Values by path. A `--set` of the same setting outranks the flag. @throws {CliError} */
export function parseOverrides(flags: CatrFlags): Record<string, Scalar> {
  const overrides: Record<string, Scalar> = {};
  for (const [flag, path] of Object.entries(PATH_OF_FLAG)) {
    const text = flags[flag as keyof typeof PATH_OF_FLAG];
    if (text !== undefined) overrides[path] = parseValue(fieldOf(path), text);
  }
  if (flags.save === false) overrides["checkpoint.save"] = false;
  for (const assignment of flags.set ?? []) {
    const at = assignment.indexOf("=");
    if (at <= 0) wrong(`“--set ${assignment}” is not path=value. For example: --set model.dropout=0.2`);
    const field = fieldOf(assignment.slice(0, at).trim());
    overrides[field.path] = parseValue(field, assignment.slice(at + 1).trim());
  }
  return overrides;
}

/** The nested form that the API takes. @throws {CliError} when preset and overrides do not go together. */
export function configInput(preset: string, overrides: Readonly<Record<string, Scalar>>): Record<string, unknown> {
  try {
    resolveConfig(preset, overrides);
  } catch (error) {
    if (error instanceof AppError) throw new CliError(error.message, { exitCode: 2, cause: error });
    throw error;
  }
  const nested: Record<string, unknown> = { preset };
  for (const [path, value] of Object.entries(overrides)) {
    const [group, name] = path.split(".") as [string, string];
    nested[group] = { ...(nested[group] as object | undefined), [name]: value };
  }
  return nested;
}
