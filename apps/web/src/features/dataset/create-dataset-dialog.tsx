"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CreateDatasetDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextInput } from "../../ui/inputs.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { useTeam } from "../team/team-context.tsx";

export function CreateDatasetDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const { id: teamId, slug } = useTeam();
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const [create, isBusy] = useDeed(CreateDatasetDocument);
  const submit = async () => {
    const outcome = await create({ input: { name: name.trim(), teamId } });
    if (!outcome.ok) return setError(outcome.message);
    if (outcome.payload.dataset) router.push(`/${slug}/datasets/${outcome.payload.dataset.id}`);
  };
  return (
    <Dialog title="New dataset" onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" required value={name} onChange={setName} error={error} help="The pictures come next." />
          <Row justify="end">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" variant="primary" busy={isBusy}>
              Create dataset
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
