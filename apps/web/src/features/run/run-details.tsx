"use client";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { Ago } from "../../ui/time.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts, type Fact } from "../../ui/facts.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Heading, Lines, Text } from "../../ui/text.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { isLive } from "@capstan/run/status";
import { count, plural } from "../../format/number.ts";
import { clockTime } from "../../format/time.ts";
import { useMay, useTeam } from "../team/team-context.tsx";
import { describeAttempt } from "./describe-attempt.ts";
import { EditRunDialog } from "./edit-run-dialog.tsx";
import type { RunView } from "./use-run.ts";

/** Where the run's pictures, weights and machine come from. */
export function RunDetails({ run, refresh }: { run: RunView; refresh: () => void }) {
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  const { slug } = useTeam();
  const { datasetVersion: version, engine, initialCheckpoint } = run;
  const facts: Fact[] = [
    { label: "Number", value: `#${run.number}`, mono: true },
    {
      label: "Dataset",
      value: <TextLink href={`/${slug}/datasets/${version.dataset.id}`}>{`${version.dataset.name}, version ${version.number}`}</TextLink>,
    },
    {
      label: "Pictures",
      value: `${count(version.counts.train)} train · ${count(version.counts.val)} val · ${count(version.counts.test)} test`,
    },
    {
      label: "Starts from",
      value: initialCheckpoint?.run ? (
        <TextLink href={`/${slug}/runs/${initialCheckpoint.run.id}`}>{initialCheckpoint.name}</TextLink>
      ) : (
        (initialCheckpoint?.name ?? "Random weights")
      ),
    },
    { label: "Pool", value: run.pool.name },
    { label: "Runner", value: run.runner?.name ?? (run.pool.shared && isLive(run.status) ? "a shared one" : "none") },
    ...(engine
      ? [
          { label: "Engine", value: `${engine.name} on ${engine.device}, ${engine.precision}, ${plural(engine.threads, "thread")}` },
          ...(engine.parameters === null ? [] : [{ label: "Parameters", value: count(engine.parameters), mono: true }]),
          ...(engine.notUsed.length === 0
            ? []
            : [
                {
                  label: "Not used",
                  value: (
                    <Text size="sm" tone="faint">
                      {engine.notUsed.join(" ")}
                    </Text>
                  ),
                },
              ]),
        ]
      : []),
    {
      label: "Created",
      value: (
        <span>
          <Ago at={run.createdAt} />
          {run.createdBy ? ` by ${run.createdBy.name}` : ""}
        </span>
      ),
    },
    ...(run.tags.length > 0
      ? [
          {
            label: "Tags",
            value: (
              <Row gap={4}>
                {run.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </Row>
            ),
          },
        ]
      : []),
    ...(run.notes ? [{ label: "Notes", value: <Lines>{run.notes}</Lines> }] : []),
    { label: "Id", value: run.id, mono: true },
  ];
  return (
    <Card
      title="Details"
      actions={
        may.write && (
          <Button size="small" icon={Pencil} onClick={() => setEditing(true)}>
            Edit
          </Button>
        )
      }
    >
      <Stack gap={24}>
        <Facts facts={facts} />
        {run.attempts.length > 0 && <Attempts attempts={run.attempts} />}
      </Stack>
      {isEditing && <EditRunDialog run={run} onClose={() => setEditing(false)} onDone={refresh} />}
    </Card>
  );
}

/** Who had the run, and how each time ended: a lost runner is seen here. */
function Attempts({ attempts }: Pick<RunView, "attempts">) {
  return (
    <Stack gap={8}>
      <Heading level={3}>History</Heading>
      {attempts.map((attempt) => (
        <Text
          key={attempt.number}
          as="p"
          size="sm"
          tone={attempt.outcome === "LEASE_LOST" || attempt.outcome === "BROKEN" ? "warn" : "soft"}
        >
          <Text mono size="sm">
            {attempt.number}
          </Text>
          {` ${describeAttempt(attempt, clockTime)}`}
        </Text>
      ))}
    </Stack>
  );
}
