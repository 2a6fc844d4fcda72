"use client";
import { useState } from "react";
import { useApi } from "../../graphql/api-provider.tsx";
import { CreatePoolDocument, CreateRunnerDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { CopyBlock } from "../../ui/code.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Select, TextInput } from "../../ui/inputs.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useTeam } from "../team/team-context.tsx";

const NEW_POOL = "new";

interface AddRunnerDialogProps {
  pools: readonly { id: string; name: string }[];
  onClose: () => void;
}
/** Makes a runner and shows its token, once, within the command that starts it. */
export function AddRunnerDialog({ pools, onClose }: AddRunnerDialogProps) {
  const { origin } = useApi();
  const { id: teamId } = useTeam();
  const [name, setName] = useState("");
  const [pool, setPool] = useState(pools[0]?.id ?? NEW_POOL);
  const [poolName, setPoolName] = useState("");
  const [token, setToken] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const [create, isCreating] = useDeed(CreateRunnerDocument);
  const [createPool, isCreatingPool] = useDeed(CreatePoolDocument);

  const submit = async () => {
    let poolId: string | undefined = pool;
    if (pool === NEW_POOL) {
      const made = await createPool({ input: { name: poolName.trim(), teamId } });
      if (!made.ok) return setError(made.message);
      poolId = made.payload.pool?.id;
    }
    const outcome = await create({ input: { name: name.trim(), teamId, ...(poolId ? { poolId } : {}) } });
    if (!outcome.ok) return setError(outcome.message);
    setToken(outcome.payload.token);
  };

  if (token)
    return (
      <Dialog title={`${name} is ready to start`} onClose={onClose}>
        <Stack>
          <Notice tone="warn">The token is shown this once. Copy it now.</Notice>
          <Text as="p" tone="soft">
            On the machine that is to train, in a clone of Capstan:
          </Text>
          <CopyBlock label="command" text={`npm run capstan -- runner start --api-url ${origin} --token ${token}`} />
          <Text as="p" size="sm" tone="faint">
            It says which engine it found and why not a better one, and appears here within seconds.
          </Text>
          <Row justify="end">
            <Button variant="primary" onClick={onClose}>
              I have copied it
            </Button>
          </Row>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog title="Add runner" onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" required value={name} onChange={setName} error={error} help="The machine’s name, for example gpu-1." />
          <Select
            label="Pool"
            value={pool}
            onChange={setPool}
            options={[...pools.map(({ id, name: label }) => ({ value: id, label })), { value: NEW_POOL, label: "A new pool…" }]}
          />
          {pool === NEW_POOL && <TextInput label="Name of the new pool" required value={poolName} onChange={setPoolName} />}
          <Row justify="end">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" variant="primary" busy={isCreating || isCreatingPool}>
              Make token
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
