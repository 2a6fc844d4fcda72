"use client";
import { FIELDS } from "@capstan/training-config/fields";
import { Play } from "lucide-react";
import { count, plural } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { LiveRegion, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { Heading, Text } from "../../ui/text.tsx";
import { changedPaths, valueText, type FieldErrors, type Values } from "../config/config-values.ts";
import { datasetsOf, presetOf, type Choices, type RunDraft } from "./run-draft.ts";
import { estimateOf } from "./run-estimate.ts";

interface RunSummaryProps {
  team: Choices;
  draft: RunDraft;
  values: Values;
  baseline: Values;
  errors: FieldErrors;
  isBusy: boolean;
}
/** What will run, before it does. */
export function RunSummary({ team, draft, values, baseline, errors, isBusy }: RunSummaryProps) {
  const version = datasetsOf(team).find(({ id }) => id === draft.datasetId)?.latestVersion;
  const estimate = version ? estimateOf(values, version.counts) : null;
  const changed = changedPaths(values, baseline);
  const pool = team.pools.find(({ id }) => id === draft.poolId);
  const faults = Object.keys(errors).filter((path) => path !== "").length;
  const size = values["picture.size"];
  return (
    <Card title="What will run">
      <Stack gap={16}>
        <Facts
          facts={[
            { label: "Preset", value: presetOf(draft.recipe, team) },
            {
              label: "Model",
              value: `${valueText(values["model.backbone"])}, ${valueText(values["model.encoderLayers"])} + ${valueText(values["model.decoderLayers"])} layers, width ${valueText(values["model.hiddenDim"])}`,
            },
            { label: "Pictures", value: estimate ? `${count(estimate.pictures)} at ${valueText(size)} px` : "–" },
            {
              label: "Length",
              value: estimate
                ? `${plural(Number(values["schedule.epochs"] ?? 0), "epoch")} of ${plural(estimate.stepsPerEpoch, "step")}`
                : "–",
            },
            { label: "Steps", value: estimate ? `about ${count(estimate.steps)}` : "–", mono: true },
          ]}
        />
        {changed.length > 0 && (
          <Stack gap={8}>
            <Heading level={3}>Changed</Heading>
            <Facts
              facts={changed.map((path) => ({
                label: FIELDS.find((field) => field.path === path)?.label ?? path,
                value: <Text mono size="sm">{`${valueText(baseline[path])} → ${valueText(values[path])}`}</Text>,
              }))}
            />
          </Stack>
        )}
        {pool?.onlineRunners === 0 && (
          <Notice tone="warn">{`No runner of pool “${pool.name}” is online and takes runs: the run will wait until one does.`}</Notice>
        )}
        <LiveRegion>
          {errors[""] && <Notice tone="bad">{errors[""]}</Notice>}
          {faults > 0 && (
            <Notice tone="bad">{`${plural(faults, "setting")} to correct; see the marked ${faults === 1 ? "field" : "fields"}.`}</Notice>
          )}
        </LiveRegion>
        <Button type="submit" variant="primary" size="large" wide icon={Play} busy={isBusy} disabled={!version}>
          Start run
        </Button>
      </Stack>
    </Card>
  );
}
