"use client";
import { FlaskConical } from "lucide-react";
import { PlaygroundChoicesDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { useTeam } from "../team/team-context.tsx";
import { Playground } from "./playground.tsx";
import { withoutBackbones } from "./without-backbones.ts";

export function PlaygroundPage({ checkpoint }: { checkpoint: string | null }) {
  const { slug } = useTeam();
  const screen = useScreen(PlaygroundChoicesDocument, { team: slug });
  const team = screen.state === "ready" ? withoutBackbones(screen.data.team) : null;
  return (
    <Page>
      <PageHeader title="Playground" description="Caption a picture of yours with any checkpoint, several side by side." />
      {screen.state === "loading" && <Loading label="Loading the checkpoints" rows={4} height={64} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {team &&
        (team.checkpoints.edges.length === 0 ? (
          <Card>
            <Empty
              icon={FlaskConical}
              title="No checkpoint to caption with yet"
              action={
                <LinkButton variant="primary" href={`/${slug}/runs/new`}>
                  Start a run
                </LinkButton>
              }
            >
              A run writes its first checkpoint within its first epoch.
            </Empty>
          </Card>
        ) : (
          <Playground team={team} wanted={checkpoint} />
        ))}
    </Page>
  );
}
