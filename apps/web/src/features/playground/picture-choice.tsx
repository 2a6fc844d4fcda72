"use client";
import { ImagePlus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { DropZone } from "../../ui/drop-zone.tsx";
import { FittedPicture } from "../../ui/fitted-picture.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import type { PlaygroundTeam } from "./checkpoint-choice.tsx";
import { HeatMap, type Attention } from "./heat-map.tsx";
import { TestPictureDialog } from "./test-picture-dialog.tsx";

interface PictureChoiceProps {
  team: PlaygroundTeam;
  url: string | null;
  attention: Attention | null;
  onPicture: (file: File) => void;
  onClear: () => void;
}
export function PictureChoice({ team, url, attention, onPicture, onClear }: PictureChoiceProps) {
  const [isChoosing, setChoosing] = useState(false);
  const [error, setError] = useState<string>();
  const versions = team.datasets.edges.flatMap(({ node }) =>
    node.latestVersion?.status === "READY" ? [{ id: node.latestVersion.id, name: node.name }] : [],
  );
  const take = (file: File) => {
    setError(undefined);
    setChoosing(false);
    onPicture(file);
  };
  return (
    <Card
      title="Picture"
      actions={
        <Row>
          {versions.length > 0 && (
            <Button size="small" icon={ImagePlus} onClick={() => setChoosing(true)}>
              Use a test picture
            </Button>
          )}
          {url && (
            <Button size="small" variant="ghost" icon={X} onClick={onClear}>
              Clear
            </Button>
          )}
        </Row>
      }
    >
      <Stack>
        {error && <Notice tone="bad">{error}</Notice>}
        {url && (
          <FittedPicture src={url} alt="The picture to caption">
            {attention && <HeatMap attention={attention} />}
          </FittedPicture>
        )}
        <DropZone
          label={url ? "Drop another picture, or choose one" : "Drop a picture here, or choose one"}
          hint="JPEG, PNG or WebP, 10 MB at most"
          accept="image/jpeg,image/png,image/webp"
          onFile={take}
        />
      </Stack>
      {isChoosing && (
        <TestPictureDialog
          versions={versions}
          onPicture={take}
          onError={(message) => {
            setChoosing(false);
            setError(message);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Card>
  );
}
