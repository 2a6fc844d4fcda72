"use client";
import { useState } from "react";
import { RemoveAliasDocument, SetAliasDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextInput } from "../../ui/inputs.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useTeam } from "../team/team-context.tsx";

interface AliasDialogProps {
  checkpoint: { readonly id: string; readonly name: string; readonly aliases: readonly string[] };
  onClose: () => void;
  onDone: () => void;
}
/** Points a name at a checkpoint; a name that points elsewhere is moved. */
export function AliasDialog({ checkpoint, onClose, onDone }: AliasDialogProps) {
  const { id: teamId } = useTeam();
  const say = useSay();
  const [name, setName] = useState("production");
  const [error, setError] = useState<string>();
  const [set, isSetting] = useDeed(SetAliasDocument);
  const [remove, isRemoving] = useDeed(RemoveAliasDocument);
  const finish = (text: string) => {
    say(text);
    onDone();
    onClose();
  };
  const submit = async () => {
    const outcome = await set({ input: { checkpointId: checkpoint.id, name } });
    if (outcome.ok) finish(`@${name} points to ${checkpoint.name} now.`);
    else setError(outcome.message);
  };
  const drop = async (alias: string) => {
    const outcome = await remove({ input: { name: alias, teamId } });
    if (outcome.ok) finish(`@${alias} is gone.`);
    else setError(outcome.message);
  };
  return (
    <Dialog title={`Alias for ${checkpoint.name}`} onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Alias"
            required
            mono
            value={name}
            onChange={setName}
            error={error}
            help="Apps ask for it by this name. If it points elsewhere, it is moved here at once."
          />
          {checkpoint.aliases.length > 0 && (
            <Row>
              <Text size="sm" tone="soft">
                Points here:
              </Text>
              {checkpoint.aliases.map((alias) => (
                <Button key={alias} size="small" busy={isRemoving} onClick={() => void drop(alias)}>{`Remove @${alias}`}</Button>
              ))}
            </Row>
          )}
          <Row justify="end">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" variant="primary" busy={isSetting}>
              Set alias
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
