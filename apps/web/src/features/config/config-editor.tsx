"use client";
import { FIELDS } from "@capstan/training-config/fields";
import { Play, Save } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import {
  CreateConfigDocument,
  UpdateConfigDocument,
  type ConfigPageQuery,
  type TrainingConfigInput,
} from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Form } from "../../ui/form.tsx";
import { TextInput } from "../../ui/inputs.tsx";
import { Columns, LiveRegion, Stack, Sticky } from "../../ui/layout.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import {
  baselineOf,
  changedPaths,
  checkDraft,
  draftOf,
  errorsByPath,
  overridesOf,
  valuesOf,
  valueText,
  type FieldErrors,
} from "./config-values.ts";
import { PresetChoice } from "./preset-choice.tsx";
import { SettingsForm } from "./settings-form.tsx";

/** Makes a config, or a new revision of one. */
export function ConfigEditor({ saved }: { saved: ConfigPageQuery["config"] | null }) {
  const router = useRouter();
  const say = useSay();
  const { id: teamId, slug } = useTeam();
  const may = useMay();
  const [name, setName] = useState(saved?.name ?? "");
  const [preset, setPreset] = useState(saved?.config.preset ?? "quick");
  const [settings, setSettings] = useState(() => draftOf(saved ? valuesOf(saved.config) : baselineOf("quick")));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [create, isCreating] = useDeed(CreateConfigDocument);
  const [update, isUpdating] = useDeed(UpdateConfigDocument);

  const baseline = baselineOf(preset);
  const checked = checkDraft(preset, settings);
  const shown = { ...errors, ...checked.errors };
  const changed = changedPaths(checked.values, baseline);

  const submit = async () => {
    if (Object.keys(checked.errors).length > 0) return setErrors(checked.errors);
    const config = { preset, ...overridesOf(checked.values, baseline) } as TrainingConfigInput;
    const outcome = saved
      ? await update({ input: { id: saved.id, name: name.trim(), config } })
      : await create({ input: { name: name.trim(), config, teamId } });
    if (!outcome.ok) return setErrors(outcome.refusals.length > 0 ? errorsByPath(outcome.refusals) : { "": outcome.message });
    say("Saved.");
    router.push(`/${slug}/configs`);
  };

  return (
    <Page>
      <PageHeader
        crumb={{ href: `/${slug}/configs`, label: "All configs" }}
        title={saved?.name ?? "New config"}
        description={
          saved
            ? `Revision ${saved.revision}. Saving makes revision ${saved.revision + 1}; runs keep the one that they were started with.`
            : undefined
        }
        actions={
          saved && (
            <LinkButton icon={Play} href={`/${slug}/runs/new?config=${saved.id}`}>
              Start a run with it
            </LinkButton>
          )
        }
      />
      <Form label="Config" onSubmit={submit}>
        <Columns layout="form-aside">
          <Stack gap={24}>
            <Card title="Recipe">
              <Stack>
                <TextInput label="Name" required value={name} onChange={setName} error={shown.name} />
                <PresetChoice
                  value={preset}
                  onChange={(next) => {
                    setPreset(next);
                    setSettings(draftOf(baselineOf(next)));
                    setErrors({});
                  }}
                />
              </Stack>
            </Card>
            <Card title="Settings" note="Only what differs from the preset is kept" flush>
              <SettingsForm
                draft={settings}
                baseline={baseline}
                errors={shown}
                onChange={(next) => {
                  setSettings(next);
                  setErrors({});
                }}
              />
            </Card>
          </Stack>
          <Sticky>
            <Card title="Changed from the preset">
              <Stack>
                {changed.length === 0 ? (
                  <Text as="p" tone="faint">
                    Nothing yet.
                  </Text>
                ) : (
                  <Facts
                    facts={changed.map((path) => ({
                      label: FIELDS.find((field) => field.path === path)?.label ?? path,
                      value: <Text mono size="sm">{`${valueText(baseline[path])} → ${valueText(checked.values[path])}`}</Text>,
                    }))}
                  />
                )}
                <LiveRegion>{shown[""] && <Notice tone="bad">{shown[""]}</Notice>}</LiveRegion>
                {may.write && (
                  <Button type="submit" variant="primary" size="large" wide icon={Save} busy={isCreating || isUpdating}>
                    {saved ? "Save revision" : "Save config"}
                  </Button>
                )}
              </Stack>
            </Card>
          </Sticky>
        </Columns>
      </Form>
    </Page>
  );
}
