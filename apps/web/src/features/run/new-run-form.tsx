"use client";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { CreateRunDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Card } from "../../ui/card.tsx";
import { Form } from "../../ui/form.tsx";
import { Segments } from "../../ui/choices.tsx";
import { Select } from "../../ui/inputs.tsx";
import { Columns, Stack, Sticky } from "../../ui/layout.tsx";
import { checkDraft, draftOf, errorsByPath, type FieldErrors } from "../config/config-values.ts";
import { PresetChoice } from "../config/preset-choice.tsx";
import { SettingsForm } from "../config/settings-form.tsx";
import { useTeam } from "../team/team-context.tsx";
import { RunBasics } from "./run-basics.tsx";
import {
  baselineFor,
  createRunInput,
  datasetsOf,
  firstDraft,
  presetFor,
  presetOf,
  type Choices,
  type Recipe,
  type RunDraft,
} from "./run-draft.ts";
import { RunSummary } from "./run-summary.tsx";

interface NewRunFormProps {
  team: Choices;
  start: Parameters<typeof firstDraft>[1];
}
export function NewRunForm({ team, start }: NewRunFormProps) {
  const router = useRouter();
  const { slug } = useTeam();
  const [draft, setDraft] = useState(() => firstDraft(team, start));
  const [errors, setErrors] = useState<FieldErrors>({});
  // One key for one filled-in form: a second click, or a retry after a lost answer, cannot start a second run.
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [create, isBusy] = useDeed(CreateRunDocument);

  const baseline = useMemo(() => baselineFor(draft.recipe, team), [draft.recipe, team]);
  const checked = checkDraft(presetOf(draft.recipe, team), draft.settings);
  const shown = { ...errors, ...checked.errors };

  const change = (part: Partial<RunDraft>) => {
    setDraft({ ...draft, ...part });
    setErrors({});
  };
  const choose = (recipe: Recipe) => change({ recipe, settings: draftOf(baselineFor(recipe, team)) });

  const submit = async () => {
    if (Object.keys(checked.errors).length > 0) return setErrors(checked.errors);
    const outcome = await create({ input: createRunInput(draft, checked.values, team, idempotencyKey) });
    if (outcome.ok && outcome.payload.run) return router.push(`/${slug}/runs/${outcome.payload.run.id}`);
    setIdempotencyKey(crypto.randomUUID());
    if (!outcome.ok) setErrors(outcome.refusals.length > 0 ? errorsByPath(outcome.refusals) : { "": outcome.message });
  };

  const configs = team.configs.edges.map(({ node }) => node);
  return (
    <Form label="New run" onSubmit={submit}>
      <Columns layout="form-aside">
        <Stack gap={24}>
          <RunBasics team={team} draft={draft} errors={shown} onChange={change} />
          <Card
            title="Recipe"
            actions={
              configs.length > 0 && (
                <Segments
                  label="Where the settings start from"
                  value={draft.recipe.kind}
                  options={[
                    { value: "preset", label: "Preset" },
                    { value: "config", label: "Saved config" },
                  ]}
                  onChange={(kind) =>
                    choose(kind === "preset" ? { kind, preset: presetOf(draft.recipe, team) } : { kind, configId: configs[0]!.id })
                  }
                />
              )
            }
          >
            {draft.recipe.kind === "preset" ? (
              <PresetChoice
                value={draft.recipe.preset}
                suggested={presetFor(datasetsOf(team).find(({ id }) => id === draft.datasetId))}
                onChange={(preset) => choose({ kind: "preset", preset })}
              />
            ) : (
              <Select
                label="Saved config"
                value={draft.recipe.configId}
                error={shown.configId}
                options={configs.map(({ id, name, revision }) => ({ value: id, label: `${name} (revision ${revision})` }))}
                onChange={(configId) => choose({ kind: "config", configId })}
              />
            )}
          </Card>
          <Card title="Settings" note="All have a default; open a group to change one" flush>
            <SettingsForm draft={draft.settings} baseline={baseline} errors={shown} onChange={(settings) => change({ settings })} />
          </Card>
        </Stack>
        <Sticky>
          <RunSummary team={team} draft={draft} values={checked.values} baseline={baseline} errors={shown} isBusy={isBusy} />
        </Sticky>
      </Columns>
    </Form>
  );
}
