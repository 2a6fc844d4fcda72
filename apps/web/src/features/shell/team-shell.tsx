"use client";
import { useParams } from "next/navigation";
import type { ReactNode } from "react";
import { TeamShellDocument, type TeamShellQuery } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Page } from "../../ui/page.tsx";
import { Frame } from "../../ui/frame.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { TeamProvider, type TeamScope } from "../team/team-context.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { LinkState } from "./link-state.tsx";
import { SECTIONS } from "./sections.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export function TeamShell({ children }: { children: ReactNode }) {
  const { team: slug } = useParams<{ team: string }>();
  const screen = useScreen(TeamShellDocument, { slug });
  const links = SECTIONS.map(({ path, label, icon }) => ({ href: `/${slug}/${path}`, label, icon }));
  const viewer = screen.state === "ready" ? screen.data.viewer : null;
  return (
    <Frame
      home={`/${slug}/runs`}
      links={links}
      teamName={screen.state === "ready" ? screen.data.team.name : ""}
      tools={
        <>
          <LinkState />
          <ThemeSwitch />
          <AccountMenu user={viewer?.user ?? null} teams={viewer?.teams ?? []} slug={slug} />
        </>
      }
    >
      {screen.state === "loading" && (
        <Page>
          <Loading label="Opening the team" rows={5} />
        </Page>
      )}
      {screen.state === "failed" && (
        <Page>
          <Failed message={screen.message} retry={screen.retry} />
        </Page>
      )}
      {screen.state === "ready" && <TeamProvider team={scopeOf(screen.data)}>{children}</TeamProvider>}
    </Frame>
  );
}

function scopeOf({ team, viewer }: TeamShellQuery): TeamScope {
  const { settings, ...rest } = team;
  return { ...rest, ...settings, userId: viewer.user?.id ?? null };
}
