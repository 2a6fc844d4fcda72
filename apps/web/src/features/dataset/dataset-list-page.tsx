"use client";
import { Database, Plus } from "lucide-react";
import { useState } from "react";
import { DatasetListDocument, type DatasetListQuery } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { bytes, count } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Inset, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { CreateDatasetDialog } from "./create-dataset-dialog.tsx";
import { VersionStatus } from "./version-status.tsx";

type Dataset = DatasetListQuery["team"]["datasets"]["edges"][number]["node"];

const columns = (slug: string): Column<Dataset>[] => [
  {
    header: "Dataset",
    isName: true,
    cell: ({ id, name, latestVersion }) => (
      <Stack gap={0}>
        <Text strong>
          <TextLink quiet href={`/${slug}/datasets/${id}`}>
            {name}
          </TextLink>
        </Text>
        <Text size="xs" tone="faint">
          {latestVersion ? `version ${latestVersion.number}${latestVersion.isLinked ? ", linked folder" : ""}` : "no version yet"}
        </Text>
      </Stack>
    ),
  },
  {
    header: "Status",
    cell: ({ latestVersion }) =>
      latestVersion ? (
        <VersionStatus status={latestVersion.status} />
      ) : (
        <Text size="sm" tone="faint">
          Empty
        </Text>
      ),
  },
  {
    header: "Pictures",
    align: "end",
    cell: ({ latestVersion }) => (
      <Text mono size="sm">
        {count(latestVersion?.counts.pictures)}
      </Text>
    ),
  },
  {
    header: "Train / val / test",
    align: "end",
    cell: ({ latestVersion: v }) => (
      <Text mono size="sm" tone="soft">
        {v?.status === "READY" ? `${count(v.counts.train)} / ${count(v.counts.val)} / ${count(v.counts.test)}` : "–"}
      </Text>
    ),
  },
  {
    header: "Size",
    align: "end",
    cell: ({ latestVersion }) => (
      <Text mono size="sm" tone="soft">
        {bytes(latestVersion?.counts.sizeBytes)}
      </Text>
    ),
  },
  {
    header: "Created",
    align: "end",
    cell: ({ createdAt }) => (
      <Text size="sm" tone="soft">
        <Ago at={createdAt} />
      </Text>
    ),
  },
];

export function DatasetListPage() {
  const { slug } = useTeam();
  const may = useMay();
  const [isCreating, setCreating] = useState(false);
  const screen = useScreen(DatasetListDocument, { team: slug });
  const create = may.write && (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New dataset
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="Datasets"
        description="Pictures with reference captions. Each import is a version that never changes."
        actions={create}
      />
      <Card flush>
        {screen.state === "loading" && (
          <Inset>
            <Loading label="Loading the datasets" />
          </Inset>
        )}
        {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
        {screen.state === "ready" &&
          (screen.data.team.datasets.edges.length === 0 ? (
            <Empty icon={Database} title="No datasets yet" action={create}>
              Bring a zip of pictures and a COCO captions file (captions_*.json), or link a folder that the server can read.
            </Empty>
          ) : (
            <Table
              label="Datasets"
              rows={screen.data.team.datasets.edges.map(({ node }) => node)}
              keyOf={({ id }) => id}
              columns={columns(slug)}
            />
          ))}
      </Card>
      {isCreating && <CreateDatasetDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
