"use client";
import { GROUPS } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { Badge } from "../../ui/badge.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Columns } from "../../ui/layout.tsx";
import { Row } from "../../ui/layout.tsx";
import { changedPaths, readDraft, type Draft, type FieldErrors, type Values } from "./config-values.ts";
import { SettingField } from "./setting-field.tsx";

interface SettingsFormProps {
  draft: Draft;
  baseline: Values;
  errors: FieldErrors;
  onChange: (draft: Draft) => void;
}
/** Every setting, in groups that open on demand; a group says how many of its settings differ, and opens when one is wrong. */
export function SettingsForm({ draft, baseline, errors, onChange }: SettingsFormProps) {
  const read = readDraft(draft);
  const changed = new Set([...changedPaths(read.values, baseline), ...Object.keys(read.errors)]);
  return Object.entries(GROUPS).map(([group, title]) => {
    const fields = FIELDS.filter(({ path }) => path.startsWith(`${group}.`));
    const changes = fields.filter(({ path }) => changed.has(path)).length;
    const faults = fields.filter(({ path }) => errors[path] !== undefined).length;
    return (
      <Disclosure
        key={`${group}-${faults > 0}`}
        title={title}
        isOpen={faults > 0}
        note={
          <Row>
            {faults > 0 && <Badge tone="bad">{`${faults} to correct`}</Badge>}
            {changes > 0 ? <Badge tone="accent">{`${changes} changed`}</Badge> : <Badge>{`${fields.length} settings`}</Badge>}
          </Row>
        }
      >
        <Columns layout="halves">
          {fields.map((field) => (
            <SettingField
              key={field.path}
              field={field}
              entry={draft[field.path] ?? ""}
              baseline={baseline[field.path]}
              isChanged={changed.has(field.path)}
              error={errors[field.path]}
              onChange={(entry) => onChange({ ...draft, [field.path]: entry })}
            />
          ))}
        </Columns>
      </Disclosure>
    );
  });
}
