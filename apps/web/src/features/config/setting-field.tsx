"use client";
import type { Field } from "@capstan/training-config/field";
import type { Scalar } from "@capstan/training-config/config";
import { NumberInput, Select } from "../../ui/inputs.tsx";
import { Switch } from "../../ui/choices.tsx";
import { QuietButton } from "../../ui/quiet-button.tsx";
import { Mark, Text } from "../../ui/text.tsx";
import { valueText } from "./config-values.ts";

interface SettingFieldProps {
  field: Field;
  entry: string | boolean;
  baseline: Scalar | undefined;
  isChanged: boolean;
  error: string | undefined;
  onChange: (entry: string | boolean) => void;
}
/** One setting: its control, unit, range, help, CATR's name for it, and the way back to the preset's value. */
export function SettingField({ field, entry, baseline, isChanged, error, onChange }: SettingFieldProps) {
  const labels = {
    label: field.label,
    error,
    aside: isChanged ? (
      <QuietButton
        label={`Reset ${field.label} to ${valueText(baseline)}`}
        onClick={() => onChange(typeof baseline === "boolean" ? baseline : valueText(baseline))}
      >
        {`reset to ${valueText(baseline)}`}
      </QuietButton>
    ) : undefined,
    help: (
      <>
        {field.help}{" "}
        <Text size="xs" tone="faint">
          {"min" in field && `${valueText(field.min)} to ${valueText(field.max)}${field.type === "integer" ? ", whole" : ""}. `}
          {field.catrName && (
            <>
              CATR: <Mark>{field.catrName}</Mark>
            </>
          )}
        </Text>
      </>
    ),
  };
  switch (field.type) {
    case "boolean":
      return <Switch {...labels} checked={entry === true} isChanged={isChanged} onChange={onChange} />;
    case "choice":
      return (
        <Select
          {...labels}
          value={String(entry)}
          isChanged={isChanged}
          onChange={onChange}
          options={field.options.map((value) => ({ value, label: value }))}
        />
      );
    default:
      return <NumberInput {...labels} value={String(entry)} unit={field.unit} isChanged={isChanged} onChange={onChange} />;
  }
}
