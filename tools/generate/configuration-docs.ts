/** @file docs/configuration.md, from the table of settings. */
import { flattenConfig, resolveConfig } from "@capstan/training-config/config";
import { GROUPS, type Field, type Group } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { PRESETS, PRESET_NAMES } from "@capstan/training-config/presets";

const range = (field: Field): string => {
  switch (field.type) {
    case "boolean":
      return "on or off";
    case "choice":
      return field.options.map((option) => `\`${option}\``).join(", ");
    default:
      return `${field.min} to ${field.max}${field.unit ? ` ${field.unit}` : ""}`;
  }
};

function groupTable(group: Group): string {
  const rows = FIELDS.filter((field) => field.path.startsWith(`${group}.`)).map((field: Field) =>
    [`\`${field.path}\``, field.catrName ? `\`${field.catrName}\`` : "", range(field), `\`${field.default}\``, field.help].join(" | "),
  );
  return [
    `## ${GROUPS[group]}`,
    "",
    "| setting | CATR's name | takes | default | what it does |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}

function presetTable(): string {
  const configs = PRESET_NAMES.map((name) => flattenConfig({ ...resolveConfig(name) }));
  const differing = FIELDS.map((field) => field.path).filter((path) => new Set(configs.map((config) => config[path])).size > 1);
  return [
    "## Presets",
    "",
    ...PRESET_NAMES.map((name) => `- **${name}** (${PRESETS[name].title}): ${PRESETS[name].description} Needs: ${PRESETS[name].needs}`),
    "",
    "Where they differ:",
    "",
    `| setting | ${PRESET_NAMES.join(" | ")} |`,
    `|---|${PRESET_NAMES.map(() => "---|").join("")}`,
    ...differing.map((path) => `| \`${path}\` | ${configs.map((config) => `\`${config[path]}\``).join(" | ")} |`),
    "",
  ].join("\n");
}

export const configurationDocs = (): string =>
  [
    "# Settings of a training",
    "",
    "A configuration is a preset and the values that you change. In the dashboard they are the form of a new run; on the command line",
    "`capstan train --preset quick --set optimizer.lr=5e-5`; in GraphQL the `config` and `overrides` of `createRun`. A run keeps its",
    "configuration as it was when the run was created. An unknown setting, a value out of range or settings that contradict each other are",
    "refused with the setting's path. This page is printed from the code.",
    "",
    presetTable(),
    ...(Object.keys(GROUPS) as Group[]).map(groupTable),
  ].join("\n");
