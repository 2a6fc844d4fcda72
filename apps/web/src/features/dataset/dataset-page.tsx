"use client";
import { Play, Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DatasetPageDocument, DeleteDatasetDocument, type DatasetPageQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { CompactSelect } from "../../ui/inputs.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useScreenTitle } from "../../ui/use-screen-title.ts";
import { useMay, useTeam } from "../team/team-context.tsx";
import { ImportCard } from "./import-card.tsx";
import { VersionView } from "./version-view.tsx";

export function DatasetPage({ id }: { id: string }) {
  const screen = useScreen(DatasetPageDocument, { id });
  useScreenTitle(screen.state === "ready" ? screen.data.dataset.name : "Dataset");
  switch (screen.state) {
    case "loading":
      return (
        <Page>
          <Loading label="Loading the dataset" rows={5} height={64} />
        </Page>
      );
    case "failed":
      return (
        <Page>
          <Failed message={screen.message} retry={screen.retry} />
        </Page>
      );
    case "ready":
      return <ReadyDataset key={screen.data.dataset.id} dataset={screen.data.dataset} refresh={screen.refresh} />;
  }
}

function ReadyDataset({ dataset, refresh }: { dataset: DatasetPageQuery["dataset"]; refresh: () => void }) {
  const { slug } = useTeam();
  const may = useMay();
  const versions = dataset.versions.toSorted((a, b) => b.number - a.number);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isImporting, setImporting] = useState(false);
  const version = versions.find(({ id }) => id === chosen) ?? versions[0];
  return (
    <Page>
      <PageHeader
        crumb={{ href: `/${slug}/datasets`, label: "All datasets" }}
        title={dataset.name}
        actions={
          <>
            {versions.length > 1 && version && (
              <CompactSelect
                label="Version"
                value={version.id}
                onChange={setChosen}
                options={versions.map((v) => ({ value: v.id, label: `Version ${v.number}` }))}
              />
            )}
            {may.write && version && !isImporting && (
              <Button icon={Plus} onClick={() => setImporting(true)}>
                Import a new version
              </Button>
            )}
            {may.write && version?.status === "READY" && (
              <LinkButton variant="primary" icon={Play} href={`/${slug}/runs/new?dataset=${dataset.id}`}>
                Train on it
              </LinkButton>
            )}
            {may.write && <DatasetMenu dataset={dataset} />}
          </>
        }
      />
      {may.write && (isImporting || !version) && (
        <ImportCard
          datasetId={dataset.id}
          onStarted={(versionId) => {
            setChosen(versionId);
            setImporting(false);
            refresh();
          }}
        />
      )}
      {version && <VersionView key={version.id} version={version} onSettled={refresh} />}
    </Page>
  );
}

function DatasetMenu({ dataset }: { dataset: { id: string; name: string } }) {
  const router = useRouter();
  const { slug } = useTeam();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const [remove, isBusy] = useDeed(DeleteDatasetDocument);
  const confirm = async () => {
    const outcome = await remove({ input: { id: dataset.id } });
    setAsking(false);
    say(outcome.ok ? "Deleted." : outcome.message, outcome.ok ? "good" : "bad");
    if (outcome.ok) router.push(`/${slug}/datasets`);
  };
  return (
    <>
      <Menu
        label="More about this dataset"
        items={[{ label: "Delete", icon: Trash2, isDangerous: true, onSelect: () => setAsking(true) }]}
      />
      {isAsking && (
        <Confirm title={`Delete ${dataset.name}?`} action="Delete" busy={isBusy} onConfirm={confirm} onClose={() => setAsking(false)}>
          Its versions and pictures go with it. Runs that learned from it keep their curves and checkpoints.
        </Confirm>
      )}
    </>
  );
}
