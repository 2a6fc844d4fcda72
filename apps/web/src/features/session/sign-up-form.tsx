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
import { invitationIn, signUp } from "./auth.ts";
import { AuthPage } from "./auth-page.tsx";
import { useEntry } from "./use-entry.ts";

export function SignUpForm({ next }: { next: string | undefined }) {
  const { origin } = useApi();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, error, enter } = useEntry(next);
  const submit = () => {
    const invitation = invitationIn(next);
    return enter(signUp(origin, { name, email, password, ...(invitation ? { invitation } : {}) }));
  };

  return (
    <AuthPage title="Create an account" lead="A team of your own is made with it; an invitation link lets you join another.">
      <Form onSubmit={submit}>
        <Stack>
          {error && <Notice tone="bad">{error}</Notice>}
          <TextInput label="Name" autoComplete="name" required value={name} onChange={setName} />
          <TextInput label="Email" type="email" autoComplete="username" required value={email} onChange={setEmail} />
          <TextInput
            label="Password"
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={setPassword}
            help="At least 8 characters; long beats complicated."
          />
          <Button type="submit" variant="primary" size="large" wide busy={isBusy}>
            Create account
          </Button>
        </Stack>
      </Form>
      <Text as="p" size="sm" tone="soft">
        Have an account? <TextLink href={`/sign-in${next ? `?next=${encodeURIComponent(next)}` : ""}`}>Sign in</TextLink>
      </Text>
    </AuthPage>
  );
}
