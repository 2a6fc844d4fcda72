"use client";
import { CHECKPOINT_KINDS, type CheckpointKind } from "@capstan/run/checkpoint-kind";
import { Box, Import } from "lucide-react";
import { useState } from "react";
import { CheckpointListDocument, type CheckpointListQuery } from "../../graphql/documents.generated.ts";
import { usePages } from "../../graphql/use-pages.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { bytes, count, decimal } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { CompactSelect } from "../../ui/inputs.tsx";
import { Inset, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { ListFoot, Toolbar } from "../../ui/toolbar.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { CheckpointActions } from "./checkpoint-actions.tsx";
import { CheckpointKinds } from "./checkpoint-kinds.tsx";
import { ImportWeightsCard } from "./import-weights-card.tsx";

type Team = CheckpointListQuery["team"];
type Checkpoint = Team["checkpoints"]["edges"][number]["node"];

const ALL = "ALL";
const number = (value: string) => (
  <Text mono size="sm">
    {value}
  </Text>
);

const columns = (slug: string, refresh: () => void): Column<Checkpoint>[] => [
  {
    header: "Checkpoint",
    isName: true,
    cell: ({ name, run, step, epoch }) => (
      <Stack gap={0}>
        <Text strong>
          {run ? (
            <TextLink quiet href={`/${slug}/runs/${run.id}`}>
              {run.name}
            </TextLink>
          ) : (
            name
          )}
        </Text>
        {run ? (
          <Text size="xs" tone="faint" mono>{`step ${count(step)} · epoch ${epoch}`}</Text>
        ) : (
          <Text size="xs" tone="faint">
            weights from elsewhere
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Kinds", cell: (checkpoint) => <CheckpointKinds {...checkpoint} /> },
  { header: "Validation loss", align: "end", cell: ({ validationLoss }) => number(decimal(validationLoss)) },
  { header: "Size", align: "end", cell: ({ sizeBytes }) => number(bytes(sizeBytes)) },
  {
    header: "Written",
    align: "end",
    cell: ({ createdAt }) => (
      <Text size="sm" tone="soft">
        <Ago at={createdAt} />
      </Text>
    ),
  },
  {
    header: "Actions",
    hideHeader: true,
    align: "end",
    cell: (checkpoint) => <CheckpointActions checkpoint={checkpoint} refresh={refresh} />,
  },
];

export function CheckpointListPage() {
  const { slug } = useTeam();
  const may = useMay();
  const [kind, setKind] = useState<CheckpointKind | typeof ALL>(ALL);
  const [isImporting, setImporting] = useState(false);
  const [imported, setImported] = useState(0);
  return (
    <Page>
      <PageHeader
        title="Checkpoints"
        description="Weights that runs have written, and the names that apps call them by."
        actions={
          may.write &&
          !isImporting && (
            <Button icon={Import} onClick={() => setImporting(true)}>
              Import weights
            </Button>
          )
        }
      />
      {isImporting && <ImportWeightsCard onImported={() => setImported(imported + 1)} onClose={() => setImporting(false)} />}
      <Aliases />
      <Card flush>
        <Toolbar>
          <CompactSelect
            label="Kind"
            value={kind}
            onChange={(value) => setKind(value as CheckpointKind | typeof ALL)}
            options={[{ value: ALL, label: "Every kind" }, ...CHECKPOINT_KINDS.map((value) => ({ value, label: value.toLowerCase() }))]}
          />
        </Toolbar>
        <CheckpointTable key={`${kind} ${imported}`} slug={slug} kind={kind === ALL ? null : kind} />
      </Card>
    </Page>
  );
}

const FIRST = 50;

function CheckpointTable({ slug, kind }: { slug: string; kind: CheckpointKind | null }) {
  const pages = usePages(CheckpointListDocument, { team: slug, kind, first: FIRST }, ({ team }) => team.checkpoints);
  switch (pages.state) {
    case "loading":
      return (
        <Inset>
          <Loading label="Loading the checkpoints" rows={5} />
        </Inset>
      );
    case "failed":
      return <Failed message={pages.message} retry={pages.refresh} />;
    case "ready":
      if (pages.nodes.length === 0)
        return (
          <Empty
            icon={Box}
            title="No checkpoints here"
            action={
              <LinkButton href={`/${slug}/runs/new`} variant="primary">
                Start a run
              </LinkButton>
            }
          >
            A run writes its latest, its best, one every few epochs and a final one.
          </Empty>
        );
      return (
        <>
          <Table label="Checkpoints" rows={pages.nodes} keyOf={({ id }) => id} columns={columns(slug, pages.refresh)} />
          {pages.more && (
            <ListFoot>
              <Button busy={pages.isLoadingMore} onClick={pages.more}>
                Show more
              </Button>
            </ListFoot>
          )}
        </>
      );
  }
}

function Aliases() {
  const { slug } = useTeam();
  const screen = useScreen(CheckpointListDocument, { team: slug, kind: null, first: FIRST });
  if (screen.state !== "ready" || screen.data.team.aliases.length === 0) return null;
  return (
    <Card title="Aliases" note="Stable names for captionImage: move one, and every app follows">
      <Facts
        facts={screen.data.team.aliases.map(({ name, checkpoint, updatedAt }) => ({
          label: `@${name}`,
          value: (
            <span>
              {checkpoint.run ? <TextLink href={`/${slug}/runs/${checkpoint.run.id}`}>{checkpoint.name}</TextLink> : checkpoint.name}
              <Text tone="faint" size="sm">
                {" set "}
                <Ago at={updatedAt} />
              </Text>
            </span>
          ),
        }))}
      />
    </Card>
  );
}
