import type { ReactNode } from "react";
import { Logo } from "../../ui/logo.tsx";
import { Card } from "../../ui/card.tsx";
import { Stack } from "../../ui/layout.tsx";
import { LonePage } from "../../ui/page.tsx";
import { Heading, Text } from "../../ui/text.tsx";

export function AuthPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main id="main">
      <LonePage>
        <Logo />
        <Card>
          <Stack gap={24}>
            <Stack gap={4}>
              <Heading level={1}>{title}</Heading>
              <Text tone="soft">{lead}</Text>
            </Stack>
            {children}
          </Stack>
        </Card>
      </LonePage>
    </main>
  );
}
