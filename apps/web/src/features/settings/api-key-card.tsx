"use client";
import { Ban, KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { RevokeApiKeyDocument, type TeamSettingsQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { until } from "../../format/time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Ago } from "../../ui/time.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Empty } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { CreateApiKeyDialog } from "./create-api-key-dialog.tsx";

type ApiKey = TeamSettingsQuery["team"]["apiKeys"][number];

export function ApiKeyCard({ apiKeys, refresh }: { apiKeys: readonly ApiKey[]; refresh: () => void }) {
  const may = useMay();
  const { userId } = useTeam();
  const say = useSay();
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const [revoke, isBusy] = useDeed(RevokeApiKeyDocument);
  const revokeIt = async (key: ApiKey) => {
    const outcome = await revoke({ input: { id: key.id } });
    setRevoking(null);
    say(outcome.ok ? `“${key.name}” is worth nothing now.` : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  const create = may.write && (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New API key
    </Button>
  );
  const mayRevoke = (key: ApiKey) => key.revokedAt === null && (may.administer || key.createdBy?.id === userId);
  const columns: Column<ApiKey>[] = [
    {
      header: "Key",
      isName: true,
      cell: ({ name, last4, createdBy }) => (
        <Stack gap={0}>
          <Text strong>{name}</Text>
          <Text size="xs" tone="faint" mono>{`…${last4}${createdBy ? ` by ${createdBy.name}` : ""}`}</Text>
        </Stack>
      ),
    },
    {
      header: "May",
      cell: ({ scopes }) => (
        <Row gap={4}>
          {scopes.map((scope) => (
            <Badge key={scope}>{scope.toLowerCase()}</Badge>
          ))}
        </Row>
      ),
    },
    {
      header: "Last used",
      align: "end",
      cell: ({ lastUsedAt }) => (
        <Text size="sm" tone="soft">
          <Ago at={lastUsedAt} />
        </Text>
      ),
    },
    {
      header: "Expires",
      align: "end",
      cell: ({ expiresAt, revokedAt }) =>
        revokedAt ? (
          <Badge tone="bad">revoked</Badge>
        ) : (
          <Text size="sm" tone="soft">
            {expiresAt ? until(expiresAt) : "never"}
          </Text>
        ),
    },
    {
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (key) => (mayRevoke(key) ? <IconButton label={`Revoke ${key.name}`} icon={Ban} onClick={() => setRevoking(key)} /> : ""),
    },
  ];
  return (
    <Card title="API keys" note="For programs: send one as Authorization: Bearer" actions={apiKeys.length > 0 && create} flush>
      {apiKeys.length === 0 ? (
        <Empty icon={KeyRound} title="No API keys yet" action={create}>
          A key lets an app caption pictures or follow runs without signing in.
        </Empty>
      ) : (
        <Table label="API keys" columns={columns} rows={apiKeys} keyOf={({ id }) => id} />
      )}
      {isCreating && (
        <CreateApiKeyDialog
          onClose={() => {
            setCreating(false);
            refresh();
          }}
        />
      )}
      {revoking && (
        <Confirm
          title={`Revoke “${revoking.name}”?`}
          action="Revoke"
          busy={isBusy}
          onConfirm={() => void revokeIt(revoking)}
          onClose={() => setRevoking(null)}
        >
          Programs that use it are refused at once. This cannot be taken back.
        </Confirm>
      )}
    </Card>
  );
}
