"use client";
import { ScrollText } from "lucide-react";
import { AuditLogDocument, type AuditLogQuery } from "../../graphql/documents.generated.ts";
import { usePages } from "../../graphql/use-pages.ts";
import { exactTime } from "../../format/time.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Inset, Stack } from "../../ui/layout.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { ListFoot } from "../../ui/toolbar.tsx";
import { useTeam } from "../team/team-context.tsx";

type Event = AuditLogQuery["team"]["auditEvents"]["edges"][number]["node"];

const COLUMNS: readonly Column<Event>[] = [
  {
    header: "Deed",
    isName: true,
    cell: ({ summary, action }) => (
      <Stack gap={0}>
        <Text>{summary}</Text>
        <Text size="xs" tone="faint" mono>
          {action}
        </Text>
      </Stack>
    ),
  },
  {
    header: "By",
    cell: ({ actor }) => (
      <Text size="sm" tone="soft">
        {actor}
      </Text>
    ),
  },
  {
    header: "From",
    cell: ({ ipAddress }) => (
      <Text size="sm" tone="soft" mono>
        {ipAddress ?? "–"}
      </Text>
    ),
  },
  {
    header: "When",
    align: "end",
    cell: ({ at }) => (
      <Text size="sm" tone="soft">
        {exactTime(at)}
      </Text>
    ),
  },
];

/** Who did what: rows are only ever added, never changed. */
export function AuditCard() {
  const { slug } = useTeam();
  const pages = usePages(AuditLogDocument, { team: slug, first: 50 }, ({ team }) => team.auditEvents);
  return (
    <Card title="Audit log" note="Newest first; entries cannot be changed or removed" flush>
      {pages.state === "loading" && (
        <Inset>
          <Loading label="Loading the audit log" />
        </Inset>
      )}
      {pages.state === "failed" && <Failed message={pages.message} retry={pages.refresh} />}
      {pages.state === "ready" && pages.nodes.length === 0 && (
        <Empty icon={ScrollText} title="Nothing was done yet">
          Each change that a person or a key makes is written here.
        </Empty>
      )}
      {pages.state === "ready" && pages.nodes.length > 0 && (
        <>
          <Table label="Audit log" columns={COLUMNS} rows={pages.nodes} keyOf={({ id }) => id} />
          {pages.more && (
            <ListFoot>
              <Button busy={pages.isLoadingMore} onClick={pages.more}>
                Show more
              </Button>
            </ListFoot>
          )}
        </>
      )}
    </Card>
  );
}
