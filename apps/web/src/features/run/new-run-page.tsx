"use client";
import { RunFormChoicesDocument, RunToCloneDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Database } from "lucide-react";
import { LinkButton } from "../../ui/button.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { useTeam } from "../team/team-context.tsx";
import { NewRunForm } from "./new-run-form.tsx";

interface NewRunPageProps {
  /** Ids from the address: a run to clone, weights to start from, a saved config, a dataset. */
  from: string | null;
  checkpoint: string | null;
  config: string | null;
  dataset: string | null;
}
export function NewRunPage({ from, checkpoint, config, dataset }: NewRunPageProps) {
  const { slug } = useTeam();
  const choices = useScreen(RunFormChoicesDocument, { team: slug });
  const source = useScreen(RunToCloneDocument, { id: from ?? "" }, { pause: from === null });
  return (
    <Page>
      <PageHeader
        crumb={{ href: `/${slug}/runs`, label: "All runs" }}
        title="New run"
        description="Choose pictures and a recipe; the defaults are good ones."
      />
      {body()}
    </Page>
  );

  function body() {
    if (choices.state === "failed") return <Failed message={choices.message} retry={choices.retry} />;
    if (from !== null && source.state === "failed") return <Failed message={source.message} retry={source.retry} />;
    if (choices.state === "loading" || (from !== null && source.state === "loading"))
      return <Loading label="Loading what can be chosen" rows={6} height={56} />;
    const team = choices.data.team;
    if (team.datasets.edges.length === 0)
      return (
        <Empty
          icon={Database}
          title="There is nothing to learn from yet"
          action={
            <LinkButton variant="primary" href={`/${slug}/datasets`}>
              To the datasets
            </LinkButton>
          }
        >
          A run needs a dataset: pictures with reference captions.
        </Empty>
      );
    const run = source.state === "ready" && from !== null ? source.data.run : null;
    return <NewRunForm team={team} start={{ source: run, checkpointId: checkpoint, configId: config, datasetId: dataset }} />;
  }
}
