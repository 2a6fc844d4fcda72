"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CreateTeamDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { TextInput } from "../../ui/inputs.tsx";
import { Stack } from "../../ui/layout.tsx";
import { AuthPage } from "../session/auth-page.tsx";

export function CreateTeam() {
  const router = useRouter();
  const [create, isBusy] = useDeed(CreateTeamDocument);
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const submit = async () => {
    const outcome = await create({ input: { name } });
    if (!outcome.ok) return setError(outcome.message);
    if (outcome.payload.team) router.push(`/${outcome.payload.team.slug}/runs`);
  };
  return (
    <AuthPage title="Create a team" lead="Datasets, runs and checkpoints belong to a team. To join one, open its invitation link.">
      <Form onSubmit={submit}>
        <Stack>
          <TextInput label="Team name" required value={name} onChange={setName} error={error} />
          <Button type="submit" variant="primary" size="large" wide busy={isBusy}>
            Create team
          </Button>
        </Stack>
      </Form>
    </AuthPage>
  );
}
