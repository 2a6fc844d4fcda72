"use client";
import { useState } from "react";
import { VersionUpdatedDocument, type VersionStateFragment } from "../../graphql/documents.generated.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { bytes, count, percent } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { Card } from "../../ui/card.tsx";
import { Stats } from "../../ui/facts.tsx";
import { LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { ImportReport } from "./import-report.tsx";
import { PictureBrowser } from "./picture-browser.tsx";
import { VersionStatus } from "./version-status.tsx";

/** One version: its import while that goes on, then its numbers, its report and its pictures. */
export function VersionView({ version: queried, onSettled }: { version: VersionStateFragment; onSettled: () => void }) {
  const [pushed, setPushed] = useState<VersionStateFragment | null>(null);
  const isSettled = queried.status !== "IMPORTING";
  useFollow(VersionUpdatedDocument, isSettled ? null : { id: queried.id }, ({ datasetVersionUpdated }) => {
    setPushed(datasetVersionUpdated);
    if (datasetVersionUpdated.status !== "IMPORTING") onSettled();
  });
  const version = isSettled ? queried : (pushed ?? queried);
  const { counts } = version;
  return (
    <Stack gap={24}>
      <Card
        title={`Version ${version.number}`}
        note={
          <span>
            imported <Ago at={version.createdAt} />
            {version.isLinked ? " from a linked folder" : ""}
          </span>
        }
        actions={<VersionStatus status={version.status} />}
      >
        {version.status === "IMPORTING" && <ImportState version={version} />}
        {version.status === "FAILED" && (
          <Notice tone="bad" title="The import failed">
            {version.failure ?? "The server does not say why."} Nothing of it was kept; correct it and import again.
          </Notice>
        )}
        {version.status === "READY" && (
          <Stats
            stats={[
              { label: "Pictures", value: count(counts.pictures) },
              { label: "Captions", value: count(counts.captions) },
              { label: "Train", value: count(counts.train) },
              { label: "Validation", value: count(counts.val) },
              { label: "Test", value: count(counts.test) },
              { label: "Size", value: bytes(counts.sizeBytes) },
            ]}
          />
        )}
      </Card>
      {version.report && <ImportReport report={version.report} />}
      {version.status === "READY" && <PictureBrowser versionId={version.id} />}
    </Stack>
  );
}

function ImportState({ version: { progress } }: { version: VersionStateFragment }) {
  if (!progress) return <Progress label="Import" share={null} text="The import begins" />;
  return (
    <Stack gap={8}>
      <Progress label="Import" share={progress.total === 0 ? null : progress.share} />
      <Row justify="between">
        <LiveRegion>
          <Text size="sm" tone="soft">
            {progress.phase}
          </Text>
        </LiveRegion>
        {progress.total > 0 && (
          <Text size="sm" tone="soft" mono>{`${count(progress.done)} / ${count(progress.total)} · ${percent(progress.share)}`}</Text>
        )}
      </Row>
    </Stack>
  );
}
