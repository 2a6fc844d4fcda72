"use client";
import { useState } from "react";
import { RunSamplesDocument, type RunLiveFragment, type RunSamplesQuery } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Blank } from "../../ui/blank.tsx";
import { Card } from "../../ui/card.tsx";
import { Hidden, Stack, Tiles } from "../../ui/layout.tsx";
import { CompactSelect } from "../../ui/inputs.tsx";
import { Picture } from "../../ui/picture.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { decimal } from "../../format/number.ts";

type Sample = RunSamplesQuery["run"]["samples"][number];

const LATEST = "latest";

interface SamplesProps {
  runId: string;
  history: RunLiveFragment["history"];
  isOver: boolean;
}
/** The same validation pictures, captioned after each epoch: words say more than a loss. */
export function Samples({ runId, history, isOver }: SamplesProps) {
  const [choice, setChoice] = useState(LATEST);
  const last = history.at(-1)?.epoch;
  const epoch = choice === LATEST ? last : Number(choice);
  return (
    <Card
      title="Sample captions"
      note="The same validation pictures after each epoch, beside what people wrote"
      actions={
        last === undefined ? undefined : (
          <CompactSelect
            label="Epoch of the samples"
            value={choice}
            onChange={setChoice}
            options={[
              { value: LATEST, label: `Latest (epoch ${last})` },
              ...history.toReversed().map((e) => ({ value: String(e.epoch), label: `Epoch ${e.epoch}` })),
            ]}
          />
        )
      }
    >
      {epoch === undefined ? (
        <Text as="p" tone="faint">
          {isOver ? "No epoch was finished, so none were taken." : "They appear when the first epoch is over."}
        </Text>
      ) : (
        <SampleTiles runId={runId} epoch={epoch} />
      )}
    </Card>
  );
}

function SampleTiles({ runId, epoch }: { runId: string; epoch: number }) {
  const screen = useScreen(RunSamplesDocument, { id: runId, epoch });
  switch (screen.state) {
    case "loading":
      return <Loading label="Loading the samples" rows={2} height={96} />;
    case "failed":
      return <Failed message={screen.message} retry={screen.retry} />;
    case "ready":
      if (screen.data.run.samples.length === 0) return <Blank>No samples were taken in this epoch.</Blank>;
      return (
        <Tiles>
          {screen.data.run.samples.map((sample) => (
            <SampleTile key={sample.picture.id} sample={sample} />
          ))}
        </Tiles>
      );
  }
}

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, "")
    .trim();

function SampleTile({ sample: { text, logProbability, picture } }: { sample: Sample }) {
  const isReference = picture.references.some((reference) => words(reference) === words(text));
  return (
    <Stack gap={8}>
      <Picture src={picture.url} alt={picture.references[0] ?? "Validation picture"} />
      <Stack gap={4}>
        <Text as="p" strong>
          <Hidden>Caption: </Hidden>
          {text}
        </Text>
        {isReference && (
          <span>
            <Badge tone="good">equals a reference</Badge>
          </span>
        )}
        <Text as="p" size="sm" tone="faint">
          <Hidden>Reference: </Hidden>
          {picture.references[0]}
        </Text>
        {logProbability !== null && (
          <Text size="xs" tone="faint" mono title="Log-probability of the whole caption">
            {decimal(logProbability, 2)}
          </Text>
        )}
      </Stack>
    </Stack>
  );
}
