/** @file From what is stored of a saved configuration, or given in an input, to the complete configuration. */
import { AppError } from "@capstan/run/error-code";
import { resolveConfig, type TrainingConfig } from "@capstan/training-config/config";
import { z } from "zod";
import type { ConfigRow } from "./config-ref.ts";
import { valuesByPath, type TrainingConfigValues } from "./training-config.ts";

const Overrides = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type StoredOverrides = z.infer<typeof Overrides>;

export const overridesOf = (row: Pick<ConfigRow, "overrides">): StoredOverrides => Overrides.parse(row.overrides);

export const resolveSaved = (row: Pick<ConfigRow, "preset" | "overrides">): TrainingConfig => resolveConfig(row.preset, overridesOf(row));

const DEFAULT_PRESET = "capstan";

/** Values of a complete configuration that differ from its preset's. */
export function differences(config: TrainingConfig): StoredOverrides {
  const preset = valuesByPath(resolveConfig(config.preset) as unknown as TrainingConfigValues);
  const values = Object.entries(valuesByPath(config as unknown as TrainingConfigValues));
  return Object.fromEntries(values.filter(([path, value]) => preset[path] !== value)) as StoredOverrides;
}

/** The names of the inputs that laid a value, for the path of an error. */
interface Layer {
  /** The input's field, for example `config`. */
  readonly field: string;
  readonly values: TrainingConfigValues | null | undefined;
}

/**
 * The configuration of `base` (a preset, or a preset with overrides) with `layers` over it, the last one on top.
 * @throws {AppError} CONFIG_INVALID whose path begins with the input that holds the value, for example config.optimizer.lr.
 */
export function resolveLayers(
  base: { readonly preset: string; readonly overrides: StoredOverrides } | null,
  layers: readonly Layer[],
): TrainingConfig {
  const preset = layers.reduce<string | null>((found, { values }) => values?.preset ?? found, null);
  const start = preset === null ? base : null;
  const overrides = Object.assign({}, start?.overrides, ...layers.map(({ values }) => valuesByPath(values)));
  try {
    return resolveConfig(preset ?? base?.preset ?? DEFAULT_PRESET, overrides);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "CONFIG_INVALID") throw error;
    throw new AppError("CONFIG_INVALID", error.message, { path: [blame(layers, error.path ?? []), ...(error.path ?? [])], cause: error });
  }
}

/** The topmost input that says something of `path`; else the topmost that says anything. */
function blame(layers: readonly Layer[], path: readonly string[]): string {
  const given = layers.filter(({ values }) => values);
  const saying = given.findLast(({ values }) => (path[0] === "preset" ? values!.preset : path.join(".") in valuesByPath(values)));
  return (saying ?? given.at(-1) ?? layers.at(-1))?.field ?? "config";
}
