"use client";
import { useState } from "react";
import { useApi } from "../../graphql/api-provider.tsx";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { TextInput } from "../../ui/inputs.tsx";
import { Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { signIn } from "./auth.ts";
import { AuthPage } from "./auth-page.tsx";
import { useEntry } from "./use-entry.ts";

export function SignInForm({ next }: { next: string | undefined }) {
  const { origin } = useApi();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, error, enter } = useEntry(next);
  const submit = () => enter(signIn(origin, email, password));

  return (
    <AuthPage title="Sign in" lead="Train captioners with your team.">
      <Form onSubmit={submit}>
        <Stack>
          {error && <Notice tone="bad">{error}</Notice>}
          <TextInput label="Email" type="email" autoComplete="username" required value={email} onChange={setEmail} />
          <TextInput label="Password" type="password" autoComplete="current-password" required value={password} onChange={setPassword} />
          <Button type="submit" variant="primary" size="large" wide busy={isBusy}>
            Sign in
          </Button>
        </Stack>
      </Form>
      <Text as="p" size="sm" tone="soft">
        New here? <TextLink href={`/sign-up${next ? `?next=${encodeURIComponent(next)}` : ""}`}>Create an account</TextLink>
      </Text>
    </AuthPage>
  );
}
