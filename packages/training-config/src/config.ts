/** @file A complete training configuration: the type made from FIELDS, and the way from a preset and overrides to it. */
import { AppError } from "@capstan/run/error-code";
import type { Field } from "./field.ts";
import { FIELDS, type FieldPath } from "./fields.ts";
import { PRESETS, type PresetName } from "./presets.ts";

type Entry = (typeof FIELDS)[number];
type ValueOf<F> = F extends { type: "boolean" } ? boolean : F extends { type: "choice"; options: readonly (infer O)[] } ? O : number;
type NameIn<G extends string> = Entry["path"] extends infer P ? (P extends `${G}.${infer Name}` ? Name : never) : never;
type GroupOf<G extends string> = { readonly [Name in NameIn<G>]: ValueOf<Extract<Entry, { path: `${G}.${Name}` }>> };

/** Frozen when a run is created; every value is present. */
export interface TrainingConfig {
  readonly preset: PresetName;
  readonly model: GroupOf<"model">;
  readonly picture: GroupOf<"picture">;
  readonly text: GroupOf<"text">;
  readonly optimizer: GroupOf<"optimizer">;
  readonly schedule: GroupOf<"schedule">;
  readonly checkpoint: GroupOf<"checkpoint">;
}

export type Scalar = string | number | boolean;
/** Values by path, for example `{ "optimizer.lr": 5e-5 }`. */
export type Overrides = { readonly [P in FieldPath]?: Scalar };

const BY_PATH = new Map<string, Field>(FIELDS.map((field) => [field.path, field]));

const refuse = (path: string, message: string): never => {
  throw new AppError("CONFIG_INVALID", message, { path: path.split(".") });
};

/** `value` when the field takes it. @throws {AppError} CONFIG_INVALID that says what the field takes. */
export function checkValue(path: string, value: unknown): Scalar {
  const field = BY_PATH.get(path);
  if (!field) return refuse(path, `There is no setting “${path}”. ${suggestion(path)}`);
  switch (field.type) {
    case "boolean":
      return typeof value === "boolean" ? value : refuse(path, `${path} is true or false, not ${JSON.stringify(value)}.`);
    case "choice":
      return typeof value === "string" && field.options.includes(value)
        ? value
        : refuse(path, `${path} is one of ${field.options.join(", ")}, not ${JSON.stringify(value)}.`);
    default: {
      if (typeof value !== "number" || !Number.isFinite(value)) return refuse(path, `${path} is a number, not ${JSON.stringify(value)}.`);
      if (field.type === "integer" && !Number.isInteger(value)) return refuse(path, `${path} is a whole number, not ${value}.`);
      if (value < field.min || value > field.max)
        return refuse(path, `${path} is between ${field.min} and ${field.max}${field.unit ? ` ${field.unit}` : ""}, not ${value}.`);
      return value;
    }
  }
}

/** The closest setting by its last word, so that a typing error costs one look. */
function suggestion(path: string): string {
  const word = path.split(".").at(-1)!.toLowerCase().replaceAll("_", "");
  const near = FIELDS.find(
    (f) => f.path.toLowerCase().endsWith(`.${word}`) || ("catrName" in f && f.catrName.replaceAll("_", "") === word),
  );
  return near ? `Did you mean “${near.path}”?` : "The settings are listed in docs/configuration.md.";
}

/** Settings that are each allowed but do not go together. */
function checkTogether(config: TrainingConfig): void {
  const { model, optimizer, checkpoint, schedule } = config;
  if (model.hiddenDim % model.heads !== 0)
    refuse("model.heads", `model.hiddenDim (${model.hiddenDim}) must be a multiple of model.heads (${model.heads}).`);
  if (model.positionEmbedding === "sine" && model.hiddenDim % 4 !== 0)
    refuse("model.hiddenDim", `Sine positions need model.hiddenDim to be a multiple of 4, not ${model.hiddenDim}.`);
  if (model.dilation && ["tiny", "resnet18", "resnet34"].includes(model.backbone))
    refuse("model.dilation", `${model.backbone} cannot be dilated: choose resnet50 or larger, or turn model.dilation off.`);
  if (schedule.selfCriticalEpochs > 0 && schedule.monitor !== "cider")
    refuse(
      "schedule.monitor",
      "Self-critical epochs raise CIDEr-D and the loss with it, so BEST must go by “cider”: set schedule.monitor, or schedule.selfCriticalEpochs to 0.",
    );
  if (schedule.selfCriticalEpochs > 0 && optimizer.lr <= 0)
    refuse("optimizer.lr", "Self-critical epochs share out their learning rate as optimizer.lr is shared out: it must not be 0.");
  if (optimizer.unfreezeEpoch > 0 && optimizer.lrBackbone <= 0)
    refuse(
      "optimizer.unfreezeEpoch",
      "A backbone at optimizer.lrBackbone 0 stays frozen: give it a rate, or set optimizer.unfreezeEpoch to 0.",
    );
  if (optimizer.unfreezeEpoch >= schedule.epochs)
    refuse(
      "optimizer.unfreezeEpoch",
      `The run has ${schedule.epochs} epochs: after ${optimizer.unfreezeEpoch} there is none left for the backbone. To keep it frozen, set optimizer.lrBackbone to 0.`,
    );
  if (!checkpoint.save && checkpoint.everyEpochs > 0 && checkpoint.everySteps > 0 && schedule.epochs > 1000)
    refuse(
      "checkpoint.save",
      "A run of more than 1000 epochs without checkpoints would lose everything at the first fault: turn checkpoint.save on.",
    );
}

/** The nested configuration of flat values. */
function nest(preset: PresetName, values: ReadonlyMap<string, Scalar>): TrainingConfig {
  const config: Record<string, unknown> = { preset };
  for (const [path, value] of values) {
    const [group, name] = path.split(".") as [string, string];
    ((config[group] ??= {}) as Record<string, Scalar>)[name] = value;
  }
  return config as unknown as TrainingConfig;
}

/**
 * The configuration of `preset` with `overrides` laid over it.
 * @throws {AppError} CONFIG_INVALID with the field's path, for an unknown preset or setting, a wrong type, a value out of
 *   range, or settings that contradict each other.
 */
export function resolveConfig(preset: string, overrides: Readonly<Record<string, unknown>> = {}): TrainingConfig {
  if (!Object.hasOwn(PRESETS, preset)) refuse("preset", `There is no preset “${preset}”; there are ${Object.keys(PRESETS).join(", ")}.`);
  const name = preset as PresetName;
  const values = new Map<string, Scalar>(FIELDS.map((field) => [field.path, field.default]));
  for (const [path, value] of Object.entries(PRESETS[name].values)) values.set(path, checkValue(path, value));
  for (const [path, value] of Object.entries(overrides)) values.set(path, checkValue(path, value));
  const config = nest(name, values);
  checkTogether(config);
  return config;
}

/** The values by path of a nested configuration, partial or complete: the inverse of what the database stores. */
export function flattenConfig(nested: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [group, values] of Object.entries(nested)) {
    if (group === "preset" || values === null || values === undefined) continue;
    if (typeof values !== "object") refuse(group, `${group} holds settings; it is not ${JSON.stringify(values)}.`);
    for (const [name, value] of Object.entries(values as object))
      if (value !== null && value !== undefined) flat[`${group}.${name}`] = value;
  }
  return flat;
}

/** Reads a configuration that was stored as JSON. @throws {AppError} CONFIG_INVALID when it is not one of this version. */
export function parseConfig(stored: unknown): TrainingConfig {
  if (typeof stored !== "object" || stored === null) return refuse("", "The stored configuration is not an object.");
  const { preset } = stored as { preset?: unknown };
  return resolveConfig(typeof preset === "string" ? preset : "", flattenConfig(stored as Record<string, unknown>));
}
