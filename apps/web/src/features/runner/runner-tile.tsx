"use client";
import { Ban, PauseCircle, PlayCircle } from "lucide-react";
import { useState } from "react";
import {
  DrainRunnerDocument,
  RevokeRunnerDocument,
  UndrainRunnerDocument,
  type RunnerListQuery,
} from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Notice } from "../../ui/states.tsx";
import { Heading, Text } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";

type Runner = RunnerListQuery["team"]["runners"][number];

/** What each loop is for; in this order. */
const LOOPS: readonly (readonly [name: string, label: string])[] = [
  ["claim", "Claims"],
  ["trainer", "Trainer"],
  ["lease", "Lease"],
  ["outbox", "Reports"],
  ["uploads", "Uploads"],
  ["dataset", "Dataset"],
  ["commands", "Commands"],
];

export function RunnerTile({ runner, refresh }: { runner: Runner; refresh: () => void }) {
  const { slug } = useTeam();
  const may = useMay();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const [revoke, isRevoking] = useDeed(RevokeRunnerDocument);
  const [drain, isDraining] = useDeed(DrainRunnerDocument);
  const [undrain, isUndraining] = useDeed(UndrainRunnerDocument);
  const { engine, currentRun, cannotTrain } = runner;
  const isDrained = runner.drainRequestedAt !== null;
  const input = { input: { id: runner.id } };
  const tell = (outcome: { ok: true } | { ok: false; message: string }, done: string) => {
    setAsking(false);
    say(outcome.ok ? done : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  return (
    <Card
      title={runner.name}
      actions={
        <>
          {isDrained && (
            <Badge tone="warn" title="It claims nothing until it is undrained">
              {currentRun ? "Draining" : "Drained"}
            </Badge>
          )}
          {runner.online && cannotTrain !== null && (
            <Badge tone="bad" title="It gets no run until that is mended">
              Cannot train
            </Badge>
          )}
          {runner.online ? (
            <Badge tone="good" dot="still">
              Online
            </Badge>
          ) : (
            <Badge dot="still">Offline</Badge>
          )}
          {may.administer && (
            <Menu
              label={`More about ${runner.name}`}
              items={[
                { label: "Revoke", icon: Ban, isDangerous: true, hint: "Its token stops working at once", onSelect: () => setAsking(true) },
              ]}
            />
          )}
        </>
      }
    >
      <Stack gap={16}>
        {runner.online && cannotTrain !== null && (
          <Notice tone="bad" title="No engine computes on this machine, so it gets no run">
            {cannotTrain} It looks again every minute.
          </Notice>
        )}
        <Facts
          facts={[
            {
              label: "Works on",
              value: currentRun ? <TextLink href={`/${slug}/runs/${currentRun.id}`}>{currentRun.name}</TextLink> : "nothing",
            },
            { label: "Engine", value: engine ? `${engine.name}, ${engine.precision}` : cannotTrain === null ? "not known yet" : "none" },
            { label: "Device", value: engine?.device ?? "–" },
            { label: "Host", value: runner.host ?? "–" },
            { label: "Version", value: runner.version ?? "–", mono: true },
            { label: "Seen", value: <Ago at={runner.lastSeenAt} /> },
          ]}
        />
        {runner.online && runner.loops.length > 0 && (
          <Loops loops={cannotTrain === null ? runner.loops : runner.loops.filter(({ name }) => name !== "trainer")} />
        )}
        {engine && engine.notUsed.length > 0 && (
          <Stack gap={4}>
            <Text size="sm" strong>
              Why not a better engine
            </Text>
            {engine.notUsed.map((reason) => (
              <Text key={reason} as="p" size="sm" tone="soft">
                {reason}
              </Text>
            ))}
          </Stack>
        )}
        {may.administer && (
          <Row justify="end">
            {isDrained ? (
              <Button
                size="small"
                icon={PlayCircle}
                busy={isUndraining}
                title="It claims runs again"
                onClick={async () => tell(await undrain(input), `${runner.name} claims runs again.`)}
              >
                Undrain
              </Button>
            ) : (
              <Button
                size="small"
                icon={PauseCircle}
                busy={isDraining}
                title="It writes a checkpoint, gives its run back, and claims nothing until you undrain it"
                onClick={async () => tell(await drain(input), `${runner.name} gives its run back and claims nothing more.`)}
              >
                Drain
              </Button>
            )}
          </Row>
        )}
      </Stack>
      {isAsking && (
        <Confirm
          title={`Revoke ${runner.name}?`}
          action="Revoke"
          busy={isRevoking}
          onConfirm={async () => tell(await revoke(input), "Revoked: its token is worth nothing now.")}
          onClose={() => setAsking(false)}
        >
          What it trains now goes on elsewhere, from its latest checkpoint. To use the machine again, add a runner and start it with the new
          token.
        </Confirm>
      )}
    </Card>
  );
}

/** What each of its loops said last that it does. */
function Loops({ loops }: Pick<Runner, "loops">) {
  const byName = new Map(loops.map((loop) => [loop.name, loop]));
  const shown = LOOPS.flatMap(([name, label]) => (byName.has(name) ? [{ label, loop: byName.get(name)! }] : []));
  return (
    <Stack gap={8}>
      <Heading level={3}>What it is doing</Heading>
      <Facts
        facts={shown.map(({ label, loop }) => ({
          label,
          value: (
            <Text size="sm" title={`since ${new Date(loop.since).toLocaleTimeString("en-GB")}`}>
              {loop.doing}
            </Text>
          ),
        }))}
      />
    </Stack>
  );
}
