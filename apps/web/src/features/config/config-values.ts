/** @file Settings by path: what a preset says, what differs from it, and what is sent. Pure. */
import { AppError } from "@capstan/run/error-code";
import { checkValue, flattenConfig, resolveConfig, type Scalar } from "@capstan/training-config/config";
import type { Field } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { PRESETS } from "@capstan/training-config/presets";

/** Values by path, for example `{ "optimizer.lr": 0.0001 }`. */
export type Values = Readonly<Record<string, Scalar>>;
/** What stands in the form: text for numbers, so that a half-written one is not lost. */
export type Draft = Readonly<Record<string, string | boolean>>;
/** Errors by path; "" is about the whole. */
export type FieldErrors = Readonly<Record<string, string>>;

const BY_PATH = new Map<string, Field>(FIELDS.map((field) => [field.path, field]));

export const valuesOf = (nested: object): Values => {
  const { preset: _preset, __typename: _type, ...groups } = nested as Record<string, unknown>;
  const flat = flattenConfig(groups) as Record<string, Scalar>;
  return Object.fromEntries(Object.entries(flat).filter(([path]) => BY_PATH.has(path)));
};

/** Every value of a preset; of the default recipe when the preset is not known here. */
export const baselineOf = (preset: string): Values => valuesOf(resolveConfig(preset in PRESETS ? preset : "capstan"));

/** Paths whose value differs, in the order of the form. */
export function changedPaths(values: Values, baseline: Values): string[] {
  return FIELDS.map(({ path }) => path as string).filter((path) => path in values && values[path] !== baseline[path]);
}

/** A value as text. Small numbers as they are written in papers. */
export function valueText(value: Scalar | undefined): string {
  if (value === undefined) return "–";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number" && value !== 0 && Math.abs(value) < 0.001) return value.toExponential();
  return String(value);
}

export const draftOf = (values: Values): Draft =>
  Object.fromEntries(Object.entries(values).map(([path, value]) => [path, typeof value === "number" ? valueText(value) : value]));

/** What the form holds, read: values where they are good, errors where they are not. */
export function readDraft(draft: Draft): { values: Values; errors: FieldErrors } {
  const values: Record<string, Scalar> = {};
  const errors: Record<string, string> = {};
  for (const [path, entry] of Object.entries(draft)) {
    const field = BY_PATH.get(path);
    if (!field) continue;
    const isNumber = field.type === "integer" || field.type === "number";
    const value = isNumber ? numberOf(entry) : entry;
    try {
      values[path] = checkValue(path, value);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      errors[path] = sentenceFor(field, entry);
    }
  }
  return { values, errors };
}

/** A number as people type it; NaN when it is none. */
function numberOf(entry: string | boolean): number {
  const text = String(entry).trim().replace(",", ".");
  return text === "" ? Number.NaN : Number(text);
}

function sentenceFor(field: Field, entry: string | boolean): string {
  if (field.type === "integer" || field.type === "number") {
    const kind = field.type === "integer" ? "A whole number" : "A number";
    const unit = field.unit && field.unit !== "share" ? ` ${field.unit}` : "";
    return `${kind} from ${valueText(field.min)} to ${valueText(field.max)}${unit}, not “${String(entry)}”.`;
  }
  return field.type === "choice" ? `One of ${field.options.join(", ")}.` : "On or off.";
}

/** Errors of each value, and of values that do not go together. */
export function checkDraft(preset: string, draft: Draft): { values: Values; errors: FieldErrors } {
  const read = readDraft(draft);
  if (Object.keys(read.errors).length > 0) return read;
  try {
    resolveConfig(preset, read.values);
    return read;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { values: read.values, errors: { [error.path?.join(".") ?? ""]: error.message } };
  }
}

/** The values that differ, nested as the API takes them; null when none does. */
export function overridesOf(values: Values, baseline: Values): Record<string, Record<string, Scalar>> | null {
  const nested: Record<string, Record<string, Scalar>> = {};
  for (const path of changedPaths(values, baseline)) {
    const [group, name] = path.split(".") as [string, string];
    (nested[group] ??= {})[name] = values[path]!;
  }
  return Object.keys(nested).length > 0 ? nested : null;
}

/** The API's refusals at the fields that they are about: their path ends with the setting's group and name. */
export function errorsByPath(refusals: readonly { path: readonly string[] | null; message: string }[]): FieldErrors {
  return Object.fromEntries(refusals.map(({ path, message }) => [settingOf(path ?? []), message]));
}

function settingOf(path: readonly string[]): string {
  const setting = path
    .flatMap((part) => part.split("."))
    .slice(-2)
    .join(".");
  return BY_PATH.has(setting) ? setting : (path.at(-1) ?? "");
}
