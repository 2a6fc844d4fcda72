/** @file TrainingConfig and TrainingConfigInput, made from the table of settings: a setting is described once. */
import { GROUPS, type Field, type Group } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { flattenConfig, type Scalar, type TrainingConfig } from "@capstan/training-config/config";
import { builder } from "../schema/builder.ts";

type Values = Readonly<Record<string, Scalar>>;
/** What a caller gives: every group and setting optional, null as if left out. */
export type TrainingConfigValues = { readonly preset?: string | null } & {
  readonly [G in Group]?: Readonly<Record<string, Scalar | null | undefined>> | null;
};

const SCALARS = { integer: "Int", number: "Float", choice: "String", boolean: "Boolean" } as const satisfies Record<Field["type"], string>;
const groups = Object.keys(GROUPS) as Group[];
const fieldsOf = (group: Group): Field[] => FIELDS.filter((field) => field.path.startsWith(`${group}.`));
const nameOf = (field: Field): string => field.path.split(".")[1]!;
const typeName = (group: Group): string => `${group[0]!.toUpperCase()}${group.slice(1)}Config`;

/** What the setting does, and what it takes. */
function describe(field: Field): string {
  if (field.type === "choice") return `${field.help} One of ${field.options.join(", ")}.`;
  if (field.type === "boolean") return field.help;
  return `${field.help} ${field.min} to ${field.max}${field.unit ? ` ${field.unit}` : ""}.`;
}

const groupTypes = new Map(
  groups.map((group) => [
    group,
    builder.objectRef<Values>(typeName(group)).implement({
      description: `${GROUPS[group]}: a group of settings of a training.`,
      fields: (t) =>
        Object.fromEntries(
          fieldsOf(group).map((field) => [
            nameOf(field),
            t.field({ type: SCALARS[field.type], description: describe(field), resolve: (values) => values[nameOf(field)] as never }),
          ]),
        ),
    }),
  ]),
);

export const TrainingConfigRef = builder.objectRef<TrainingConfig>("TrainingConfig").implement({
  description: "A complete training configuration: every setting has a value.",
  fields: (t) => ({
    preset: t.exposeString("preset", { description: "The preset that it started from." }),
    ...Object.fromEntries(
      groups.map((group) => [
        group,
        t.field({ type: groupTypes.get(group)!, description: `${GROUPS[group]}.`, resolve: (config) => config[group] as Values }),
      ]),
    ),
  }),
});

const groupInputs = new Map(
  groups.map((group) => [
    group,
    builder.inputRef<Record<string, Scalar | null | undefined>>(`${typeName(group)}Input`).implement({
      description: `${GROUPS[group]}: settings that are left out stay as they were.`,
      fields: (t) =>
        Object.fromEntries(
          fieldsOf(group).map((field) => [nameOf(field), t.field({ type: SCALARS[field.type], description: describe(field) })]),
        ) as never,
    }),
  ]),
);

export const TrainingConfigInput = builder.inputRef<TrainingConfigValues>("TrainingConfigInput").implement({
  description: "Settings of a training; what is left out stays as the preset, or what the input is laid over, has it.",
  fields: (t) =>
    ({
      preset: t.string({ description: "Where to start: demo, quick, capstan or catr. Left out: capstan." }),
      ...Object.fromEntries(groups.map((group) => [group, t.field({ type: groupInputs.get(group)!, description: `${GROUPS[group]}.` })])),
    }) as never,
});

/** The given settings by path. Inputs of GraphQL have no prototype, and hold null for what was given as null. */
export const valuesByPath = (values: TrainingConfigValues | null | undefined): Record<string, unknown> =>
  values ? flattenConfig(values as Readonly<Record<string, unknown>>) : {};
