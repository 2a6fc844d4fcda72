"use client";
import { PRESETS, type PresetName } from "@capstan/training-config/presets";
import { Badge } from "../../ui/badge.tsx";
import { CardChoices } from "../../ui/choices.tsx";

export function PresetChoice({
  value,
  suggested,
  onChange,
}: {
  value: string;
  suggested?: string;
  onChange: (preset: PresetName) => void;
}) {
  return (
    <CardChoices
      label="Preset"
      value={value}
      onChange={(preset) => onChange(preset as PresetName)}
      choices={Object.entries(PRESETS).map(([name, { title, description, needs }]) => ({
        value: name,
        title,
        description: `${description} Needs: ${needs}`,
        note: name === suggested ? <Badge tone="good">fits this dataset</Badge> : undefined,
      }))}
    />
  );
}
