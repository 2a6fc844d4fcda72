"use client";
import { useState } from "react";
import { CreateApiKeyDocument, type ApiKeyScope, type Role } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/choices.tsx";
import { CopyBlock } from "../../ui/code.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Select, TextInput } from "../../ui/inputs.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { useTeam } from "../team/team-context.tsx";

/** A key may do no more than the one who makes it. */
const SCOPES: readonly { scope: ApiKeyScope; label: string; roles: readonly Role[] }[] = [
  { scope: "CAPTION", label: "Caption: ask for captions, and nothing else", roles: ["VIEWER", "MEMBER", "ADMIN", "OWNER"] },
  { scope: "READ", label: "Read: look at everything of the team", roles: ["VIEWER", "MEMBER", "ADMIN", "OWNER"] },
  { scope: "WRITE", label: "Write: datasets, configs, runs and checkpoints", roles: ["MEMBER", "ADMIN", "OWNER"] },
  { scope: "ADMIN", label: "Admin: members, keys and runners too", roles: ["ADMIN", "OWNER"] },
];
const DAY_MS = 86_400_000;
const LIVES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "", label: "Never" },
];

/** Makes a key and shows it, once. */
export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const { id: teamId, role } = useTeam();
  const allowed = SCOPES.filter(({ roles }) => roles.includes(role ?? "VIEWER"));
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>(["CAPTION"]);
  const [days, setDays] = useState("90");
  const [secret, setSecret] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const [create, isBusy] = useDeed(CreateApiKeyDocument);

  const submit = async () => {
    const expiresAt = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    const outcome = await create({ input: { name: name.trim(), scopes, expiresAt, teamId } });
    if (outcome.ok) setSecret(outcome.payload.secret);
    else setError(outcome.message);
  };

  if (secret)
    return (
      <Dialog title={`API key “${name}”`} onClose={onClose}>
        <Stack>
          <Notice tone="warn">The key is shown this once; only its fingerprint is kept. Copy it now.</Notice>
          <CopyBlock label="API key" text={secret} />
          <Row justify="end">
            <Button variant="primary" onClick={onClose}>
              I have copied it
            </Button>
          </Row>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog title="New API key" onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" required value={name} onChange={setName} error={error} help="What will use it." />
          <FieldGroup label="What it may do">
            {allowed.map(({ scope, label }) => (
              <Checkbox
                key={scope}
                label={label}
                checked={scopes.includes(scope)}
                onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((other) => other !== scope))}
              />
            ))}
          </FieldGroup>
          <Select label="Expires after" value={days} options={LIVES} onChange={setDays} />
          <Row justify="end">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" variant="primary" busy={isBusy} disabled={scopes.length === 0}>
              Make key
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
