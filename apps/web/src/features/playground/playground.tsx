"use client";
import { Sparkles } from "lucide-react";
import { useEffect, useState } from "react";
import { useApi } from "../../graphql/api-provider.tsx";
import type { DecodingInput } from "../../graphql/documents.generated.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyBlock } from "../../ui/code.tsx";
import { Columns, Stack, Tiles } from "../../ui/layout.tsx";
import { Text } from "../../ui/text.tsx";
import { useTeam } from "../team/team-context.tsx";
import { captionCurl } from "./caption-request.ts";
import { CaptionCard } from "./caption-card.tsx";
import { CheckpointChoice, labelOf, type PlaygroundTeam } from "./checkpoint-choice.tsx";
import { DecodingForm } from "./decoding-form.tsx";
import { PictureChoice } from "./picture-choice.tsx";
import { useCaptions } from "./use-captions.ts";
import type { Attention } from "./heat-map.tsx";

const GREEDY: DecodingInput = { strategy: "GREEDY" };

/** The checkpoint to begin with: the wanted one, what production points to, or the newest best. */
function firstCheckpoint(team: PlaygroundTeam, wanted: string | null): string {
  const all = team.checkpoints.edges.map(({ node }) => node);
  const alias = team.aliases.find(({ name }) => name === "production") ?? team.aliases[0];
  const best = all.find(({ kinds }) => kinds.includes("BEST"));
  return all.find(({ id }) => id === wanted)?.id ?? alias?.checkpoint.id ?? best?.id ?? all[0]?.id ?? "";
}

export function Playground({ team, wanted }: { team: PlaygroundTeam; wanted: string | null }) {
  const { origin } = useApi();
  const { id: teamId } = useTeam();
  const [picture, setPicture] = useState<{ file: File; url: string } | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>(() => [firstCheckpoint(team, wanted)]);
  const [decoding, setDecoding] = useState(GREEDY);
  const [attention, setAttention] = useState<Attention | null>(null);
  const [answers, ask, clear] = useCaptions();
  useEffect(() => () => (picture ? URL.revokeObjectURL(picture.url) : undefined), [picture]);

  const caption = (file: File) => {
    setAttention(null);
    void ask({ origin, teamId, picture: file, checkpointIds: chosen, decoding });
  };
  const choosePicture = (file: File) => {
    setPicture({ file, url: URL.createObjectURL(file) });
    caption(file);
  };
  const isAsking = [...answers.values()].some(({ state }) => state === "asking");

  return (
    <Columns layout="form-aside">
      <Stack gap={24}>
        <PictureChoice
          team={team}
          url={picture?.url ?? null}
          attention={attention}
          onPicture={choosePicture}
          onClear={() => {
            setPicture(null);
            clear();
          }}
        />
        {picture && answers.size > 0 && (
          <Tiles size="fitting">
            {chosen
              .filter((id) => answers.has(id))
              .map((id) => (
                <CaptionCard key={id} title={labelOf(team, id)} view={answers.get(id)!} attention={attention} onAttention={setAttention} />
              ))}
          </Tiles>
        )}
        {picture && answers.size > 0 && (
          <Card title="The same by curl" note="For your own programs; an API key with the scope CAPTION is made under Settings">
            <CopyBlock label="curl" text={captionCurl({ origin, fileName: picture.file.name, checkpoint: { id: chosen[0]! }, decoding })} />
          </Card>
        )}
      </Stack>
      <Stack gap={24}>
        <Card title="Checkpoints" note="Up to four, side by side">
          <CheckpointChoice team={team} chosen={chosen} onChange={setChosen} />
        </Card>
        <Card title="Decoding">
          <Stack>
            <DecodingForm decoding={decoding} onChange={setDecoding} />
            <Button
              variant="primary"
              size="large"
              wide
              icon={Sparkles}
              disabled={!picture}
              busy={isAsking}
              onClick={() => picture && caption(picture.file)}
            >
              Caption
            </Button>
            {!picture && (
              <Text as="p" size="sm" tone="faint">
                Choose a picture first.
              </Text>
            )}
          </Stack>
        </Card>
      </Stack>
    </Columns>
  );
}
