import { GROUPS } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Text } from "../../ui/text.tsx";
import { Blank } from "../../ui/blank.tsx";
import type { FullConfigFragment } from "../../graphql/documents.generated.ts";
import { baselineOf, changedPaths, valueText, valuesOf, type Values } from "../config/config-values.ts";

/** The frozen configuration: what differs from its preset first, then all of it. */
export function RunSettings({ config }: { config: FullConfigFragment }) {
  const values = valuesOf(config);
  const changed = changedPaths(values, baselineOf(config.preset));
  return (
    <Card title="Settings" note={`Preset “${config.preset}”${changed.length > 0 ? `, ${changed.length} changed` : ", unchanged"}`} flush>
      {changed.length > 0 && (
        <Blank>
          <Facts facts={changed.map((path) => factOf(path, values))} />
        </Blank>
      )}
      {Object.entries(GROUPS).map(([group, title]) => (
        <Disclosure key={group} title={title}>
          <Facts facts={FIELDS.filter(({ path }) => path.startsWith(`${group}.`)).map(({ path }) => factOf(path, values))} />
        </Disclosure>
      ))}
    </Card>
  );
}

function factOf(path: string, values: Values) {
  const field = FIELDS.find((candidate) => candidate.path === path);
  const unit = field && "unit" in field ? field.unit : "";
  return {
    label: field?.label ?? path,
    value: (
      <Text mono size="sm">
        {`${valueText(values[path])} ${unit}`.trim()}
      </Text>
    ),
  };
}
