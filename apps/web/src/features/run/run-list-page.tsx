"use client";
import { RUN_STATUSES, type RunStatus } from "@capstan/run/status";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CompactSelect, SearchInput } from "../../ui/inputs.tsx";
import { Row } from "../../ui/layout.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { RunList } from "./run-list.tsx";
import { ORDERS, type OrderName } from "./run-orders.ts";
import { statusLabel } from "./run-status.tsx";

const ALL = "ALL";

export function RunListPage() {
  const { slug } = useTeam();
  const may = useMay();
  const [status, setStatus] = useState<RunStatus | typeof ALL>(ALL);
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<OrderName>("newest");
  const nameContains = useDeferredValue(search.trim());
  const filter = { ...(status === ALL ? {} : { status: [status] }), ...(nameContains ? { nameContains } : {}) };
  return (
    <Page>
      <PageHeader
        title="Runs"
        description="Each trains one captioner."
        actions={
          may.write && (
            <LinkButton href={`/${slug}/runs/new`} variant="primary" icon={Plus}>
              New run
            </LinkButton>
          )
        }
      />
      <Card flush>
        <Toolbar>
          <SearchInput label="Search by name" value={search} onChange={setSearch} />
          <Row>
            <CompactSelect
              label="Status"
              value={status}
              onChange={(value) => setStatus(value as RunStatus | typeof ALL)}
              options={[{ value: ALL, label: "Any status" }, ...RUN_STATUSES.map((value) => ({ value, label: statusLabel(value) }))]}
            />
            <CompactSelect
              label="Order"
              value={order}
              onChange={(value) => setOrder(value as OrderName)}
              options={Object.entries(ORDERS).map(([value, { label }]) => ({ value, label }))}
            />
          </Row>
        </Toolbar>
        <RunList key={JSON.stringify([filter, order])} filter={filter} order={order} isFiltered={status !== ALL || nameContains !== ""} />
      </Card>
    </Page>
  );
}
