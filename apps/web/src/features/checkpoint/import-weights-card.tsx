"use client";
import { PRESET_NAMES, PRESETS } from "@capstan/training-config/presets";
import { X } from "lucide-react";
import { useState } from "react";
import type { ImportCheckpointInput } from "../../graphql/documents.generated.ts";
import { bytes } from "../../format/number.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/choices.tsx";
import { DropZone } from "../../ui/drop-zone.tsx";
import { NumberInput, Select } from "../../ui/inputs.tsx";
import { Columns, LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Notice } from "../../ui/states.tsx";
import { Lines, Mark, Text } from "../../ui/text.tsx";
import { useTeam } from "../team/team-context.tsx";
import { UploadProgress } from "../upload/upload-progress.tsx";
import { useUpload } from "../upload/use-upload.ts";
import { type ImportView, useImport } from "./use-import.ts";

/** More than any vocabulary has; a request takes no more. */
const VOCABULARY_BYTES_MAX = 900_000;

/** Brings weights from elsewhere: the vocabulary first, where they need one, then the file, in resumable parts. */
export function ImportWeightsCard({ onImported, onClose }: { onImported: () => void; onClose: () => void }) {
  const { id: teamId } = useTeam();
  const upload = useUpload("checkpoint", "CHECKPOINT", teamId);
  const { view, start, forget } = useImport();
  const [vocabulary, setVocabulary] = useState<{ readonly name: string; readonly text: string }>();
  const [preset, setPreset] = useState("catr");
  const [heads, setHeads] = useState("");
  const [withoutWords, setWithoutWords] = useState(false);
  const [uploadId, setUploadId] = useState<string>();
  const [error, setError] = useState<string>();

  const takeVocabulary = async (file: File) => {
    setError(undefined);
    if (file.size > VOCABULARY_BYTES_MAX)
      return setError(`“${file.name}” is too large for a vocab.txt: it holds one piece of a word in each line.`);
    setVocabulary({ name: file.name, text: await file.text() });
  };
  const read = async (id: string) => {
    const number = Number.parseInt(heads, 10);
    const config = { preset, ...(number > 0 ? { model: { heads: number } } : {}) };
    const input: ImportCheckpointInput = {
      uploadId: id,
      vocabulary: withoutWords ? null : (vocabulary?.text ?? null),
      withoutWords,
      config,
    };
    if (await start(input)) {
      setUploadId(undefined);
      onImported();
    }
  };
  const sendFile = async (file: File) => {
    setError(undefined);
    forget();
    const id = await upload.send(file);
    if (!id) return;
    setUploadId(id);
    await read(id);
  };

  const moving = upload.view.state === "sending" || upload.view.state === "checking" ? upload.view : null;
  const message = error ?? (upload.view.state === "failed" ? upload.view.message : undefined);
  return (
    <Card
      title="Import weights"
      note="CATR’s .pth, torchvision’s ResNets, or safetensors under the same names"
      actions={!moving && view.state !== "reading" && <IconButton label="Close the import" icon={X} onClick={onClose} />}
    >
      <Stack>
        {message && <Notice tone="bad">{message}</Notice>}
        <LiveRegion>
          <Outcome view={view} again={uploadId ? () => void read(uploadId) : undefined} />
        </LiveRegion>
        {moving && <UploadProgress view={moving} onGiveUp={upload.giveUp} />}
        {!moving && view.state !== "reading" && (
          <>
            {upload.unfinished && (
              <Notice
                tone="warn"
                title="An upload is unfinished"
                actions={
                  <Button size="small" onClick={upload.giveUp}>
                    Forget it
                  </Button>
                }
              >
                {`Choose ${upload.unfinished.fileName} (${bytes(upload.unfinished.sizeBytes)}) again: only what is missing is sent.`}
              </Notice>
            )}
            <Text as="p" size="sm" tone="soft">
              A ResNet alone needs no choices: it is what runs start from.
            </Text>
            <Columns layout="halves" gap={16}>
              <Stack gap={12}>
                <DropZone
                  label={vocabulary ? `1. ${vocabulary.name}: choose another` : "1. Choose a captioner’s vocab.txt"}
                  hint="The one that it was trained with; for CATR’s weights, that of bert-base-uncased."
                  accept=".txt,text/plain"
                  onFile={(file) => void takeVocabulary(file)}
                />
                <Checkbox
                  label="Leave its words out: runs with a vocabulary of their own start from the rest"
                  checked={withoutWords}
                  onChange={setWithoutWords}
                />
              </Stack>
              <Stack gap={12}>
                <Select
                  label="What weights do not tell, as in"
                  value={preset}
                  onChange={setPreset}
                  options={PRESET_NAMES.map((value) => ({ value, label: PRESETS[value].title }))}
                  help="Picture size and normalisation, dilation, heads."
                />
                <NumberInput label="Attention heads" value={heads} onChange={setHeads} unit="heads" help="Empty: those of the preset." />
              </Stack>
            </Columns>
            <DropZone
              label="2. Choose the weights: the import begins"
              hint="Nothing in the file is run: what is not weights is refused."
              accept=".pth,.pt,.safetensors"
              onFile={(file) => void sendFile(file)}
            />
            <Text as="p" size="sm" tone="faint">
              A file of more than a gigabyte goes faster with <Mark>capstan checkpoint import</Mark>, which sends the weights alone.
            </Text>
          </>
        )}
      </Stack>
    </Card>
  );
}

function Outcome({ view, again }: { view: ImportView; again: (() => void) | undefined }) {
  const { slug } = useTeam();
  switch (view.state) {
    case "idle":
      return null;
    case "reading":
      return (
        <Stack gap={8}>
          <Text strong>Reading the weights</Text>
          <Progress label="Reading the weights" share={null} />
        </Stack>
      );
    case "refused":
      return (
        <Notice
          tone="bad"
          title="Not imported"
          actions={
            again && (
              <Button size="small" onClick={again}>
                Try again with these choices
              </Button>
            )
          }
        >
          <Lines>{view.message}</Lines>
        </Notice>
      );
    case "done": {
      const { checkpoint, found, remarks } = view.payload;
      const writesCaptions = checkpoint?.files.some(({ name }) => name === "config.json");
      return (
        <Notice tone="good" title={checkpoint?.name ?? "Imported"}>
          <Stack gap={4}>
            {[...(found ? [`${found}.`] : []), ...remarks].map((line) => (
              <Text key={line} as="p" size="sm">
                {line}
              </Text>
            ))}
            <Row>
              <TextLink
                href={
                  writesCaptions ? `/${slug}/playground?checkpoint=${checkpoint?.id}` : `/${slug}/runs/new?checkpoint=${checkpoint?.id}`
                }
              >
                {writesCaptions ? "Try it in the playground" : "Start a run from it"}
              </TextLink>
            </Row>
          </Stack>
        </Notice>
      );
    }
  }
}
