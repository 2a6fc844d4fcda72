"use client";
import { Play, Plus, SlidersHorizontal, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConfigListDocument, DeleteConfigDocument, type ConfigListQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { plural } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Inset, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";

type Config = ConfigListQuery["team"]["configs"]["edges"][number]["node"];

const columns = (slug: string, refresh: () => void): Column<Config>[] => [
  {
    header: "Config",
    isName: true,
    cell: ({ id, name }) => (
      <Text strong>
        <TextLink quiet href={`/${slug}/configs/${id}`}>
          {name}
        </TextLink>
      </Text>
    ),
  },
  { header: "Preset", cell: ({ config }) => <Text tone="soft">{config.preset}</Text> },
  {
    header: "Changed",
    cell: ({ overrides }) => (
      <Stack gap={0}>
        <Text size="sm">{overrides.length === 0 ? "nothing" : plural(overrides.length, "setting")}</Text>
        {overrides.length > 0 && (
          <Text size="xs" tone="faint" mono>
            {overrides
              .slice(0, 2)
              .map(({ path, value }) => `${path.split(".").at(-1)} ${value}`)
              .join(", ")}
            {overrides.length > 2 ? " …" : ""}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: "Revision",
    align: "end",
    cell: ({ revision }) => (
      <Text mono size="sm">
        {revision}
      </Text>
    ),
  },
  {
    header: "Changed last",
    align: "end",
    cell: ({ updatedAt }) => (
      <Text size="sm" tone="soft">
        <Ago at={updatedAt} />
      </Text>
    ),
  },
  { header: "Actions", hideHeader: true, align: "end", cell: (config) => <ConfigMenu config={config} refresh={refresh} /> },
];

export function ConfigListPage() {
  const { slug } = useTeam();
  const may = useMay();
  const screen = useScreen(ConfigListDocument, { team: slug });
  const create = may.write && (
    <LinkButton href={`/${slug}/configs/new`} variant="primary" icon={Plus}>
      New config
    </LinkButton>
  );
  return (
    <Page>
      <PageHeader title="Configs" description="Settings that the team keeps, to start runs from." actions={create} />
      <Card flush>
        {screen.state === "loading" && (
          <Inset>
            <Loading label="Loading the configs" />
          </Inset>
        )}
        {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
        {screen.state === "ready" &&
          (screen.data.team.configs.edges.length === 0 ? (
            <Empty icon={SlidersHorizontal} title="No saved configs yet" action={create}>
              A preset with your changes, under a name of its own. Each save is a new revision; runs keep the one that they were started
              with.
            </Empty>
          ) : (
            <Table
              label="Configs"
              rows={screen.data.team.configs.edges.map(({ node }) => node)}
              keyOf={({ id }) => id}
              columns={columns(slug, screen.refresh)}
            />
          ))}
      </Card>
    </Page>
  );
}

function ConfigMenu({ config, refresh }: { config: Config; refresh: () => void }) {
  const router = useRouter();
  const { slug } = useTeam();
  const may = useMay();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const [remove, isBusy] = useDeed(DeleteConfigDocument);
  if (!may.write) return null;
  const confirm = async () => {
    const outcome = await remove({ input: { id: config.id } });
    setAsking(false);
    say(outcome.ok ? "Deleted." : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  return (
    <>
      <Menu
        label={`More about ${config.name}`}
        items={[
          { label: "Start a run with it", icon: Play, onSelect: () => router.push(`/${slug}/runs/new?config=${config.id}`) },
          { label: "Delete", icon: Trash2, isDangerous: true, onSelect: () => setAsking(true) },
        ]}
      />
      {isAsking && (
        <Confirm title={`Delete ${config.name}?`} action="Delete" busy={isBusy} onConfirm={confirm} onClose={() => setAsking(false)}>
          Runs that were started with it keep their settings.
        </Confirm>
      )}
    </>
  );
}
