"use client";
import { LineChart, Search } from "lucide-react";
import { useState } from "react";
import { RunListDocument, TeamRunsDocument, type RunFilter, type RunRowFragment } from "../../graphql/documents.generated.ts";
import { useChanges } from "../../graphql/use-changes.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { usePages } from "../../graphql/use-pages.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Table } from "../../ui/table.tsx";
import { ListFoot } from "../../ui/toolbar.tsx";
import { Inset } from "../../ui/layout.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { ORDERS, type OrderName } from "./run-orders.ts";
import { runColumns } from "./run-columns.tsx";

interface RunListProps {
  filter: RunFilter;
  order: OrderName;
  isFiltered: boolean;
}
export function RunList({ filter, order, isFiltered }: RunListProps) {
  const { id: teamId, slug } = useTeam();
  const may = useMay();
  const changes = useChanges();
  const [pushed, setPushed] = useState<ReadonlyMap<string, RunRowFragment>>(new Map());
  const pages = usePages(RunListDocument, { team: slug, filter, orderBy: ORDERS[order].orderBy, first: 25 }, ({ team }) => team.runs);
  const known = pages.state === "ready" ? pages.nodes : [];
  useFollow(TeamRunsDocument, { teamId }, ({ teamActivity: { run } }) => {
    if (!run) return;
    setPushed((all) => new Map(all).set(run.id, run));
    // A run that the list does not show: only the server knows whether and where it belongs now.
    const news = changes(run.id, run.status);
    if (news !== "same" && !known.some(({ id }) => id === run.id)) pages.refresh();
  });

  switch (pages.state) {
    case "loading":
      return (
        <Inset>
          <Loading label="Loading the runs" rows={6} />
        </Inset>
      );
    case "failed":
      return <Failed message={pages.message} retry={pages.refresh} />;
    case "ready":
      if (pages.nodes.length === 0) return isFiltered ? <NoMatch /> : <NoRuns href={may.write ? `/${slug}/runs/new` : null} />;
      return (
        <>
          <Table
            label="Runs"
            rows={pages.nodes.map((run) => pushed.get(run.id) ?? run)}
            keyOf={({ id }) => id}
            columns={runColumns(slug)}
          />
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

function NoMatch() {
  return (
    <Empty icon={Search} title="No run matches">
      Change the search or the status above.
    </Empty>
  );
}

function NoRuns({ href }: { href: string | null }) {
  return (
    <Empty
      icon={LineChart}
      title="No runs yet"
      action={
        href && (
          <LinkButton href={href} variant="primary">
            Start the first run
          </LinkButton>
        )
      }
    >
      A run trains a captioner on a dataset. With the demo dataset and its preset, the first one is done in about three minutes.
    </Empty>
  );
}
