"use client";
import { useState } from "react";
import { ImportDatasetDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { bytes } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Segments } from "../../ui/choices.tsx";
import { DropZone } from "../../ui/drop-zone.tsx";
import { Form } from "../../ui/form.tsx";
import { NumberInput, TextInput } from "../../ui/inputs.tsx";
import { Columns, Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { Mark, Text } from "../../ui/text.tsx";
import { useTeam } from "../team/team-context.tsx";
import { UploadProgress } from "../upload/upload-progress.tsx";
import { useUpload } from "../upload/use-upload.ts";

type Way = "zip" | "folder";

/** Brings pictures in: a zip in resumable parts, or a folder that the server reads where it lies. */
export function ImportCard({ datasetId, onStarted }: { datasetId: string; onStarted: (versionId: string) => void }) {
  const team = useTeam();
  const upload = useUpload(datasetId, "DATASET", team.id);
  const [importDataset, isStarting] = useDeed(ImportDatasetDocument);
  const [way, setWay] = useState<Way>("zip");
  const [folder, setFolder] = useState("");
  const [limit, setLimit] = useState("");
  const [error, setError] = useState<string>();

  const start = async (source: { uploadId: string } | { linkedFolder: string }) => {
    const pictures = Number.parseInt(limit, 10);
    const outcome = await importDataset({ input: { datasetId, ...source, ...(pictures > 0 ? { limit: pictures } : {}) } });
    if (!outcome.ok) return setError(outcome.message);
    if (outcome.payload.datasetVersion) onStarted(outcome.payload.datasetVersion.id);
  };
  const sendZip = async (file: File) => {
    setError(undefined);
    if (!/\.zip$/i.test(file.name)) return setError(`“${file.name}” is not a zip. Put the pictures and the captions_*.json into one zip.`);
    const uploadId = await upload.send(file);
    if (uploadId) await start({ uploadId });
  };

  const { view, unfinished } = upload;
  const isMoving = view.state === "sending" || view.state === "checking";
  const message = error ?? (view.state === "failed" ? view.message : undefined);
  return (
    <Card
      title="Import a version"
      note="COCO captions: pictures, and captions_*.json files that name them"
      actions={
        team.linkedFoldersAllowed &&
        !isMoving && (
          <Segments
            label="Where the pictures come from"
            value={way}
            onChange={setWay}
            options={[
              { value: "zip", label: "Upload a zip" },
              { value: "folder", label: "Link a folder" },
            ]}
          />
        )
      }
    >
      <Stack>
        {message && <Notice tone="bad">{message}</Notice>}
        {!isMoving && (
          <Columns layout="halves" gap={16}>
            <NumberInput label="Limit" value={limit} onChange={setLimit} unit="pictures" help="Only the first so many; empty takes all." />
            <Text as="p" size="sm" tone="faint">
              Splits come from the files’ names (<Mark>captions_train*.json</Mark>, <Mark>captions_val*.json</Mark>,{" "}
              <Mark>captions_test*.json</Mark>). What is missing, damaged or without a caption is reported, not imported.
            </Text>
          </Columns>
        )}
        {isMoving ? (
          <UploadProgress view={view} onGiveUp={upload.giveUp} />
        ) : way === "zip" ? (
          <>
            {unfinished && (
              <Notice
                tone="warn"
                title="An upload is unfinished"
                actions={
                  <Button size="small" onClick={upload.giveUp}>
                    Forget it
                  </Button>
                }
              >
                {`Choose ${unfinished.fileName} (${bytes(unfinished.sizeBytes)}) again: only what is missing is sent.`}
              </Notice>
            )}
            <DropZone
              label="Drop a zip here, or choose one"
              hint="It is sent in parts; a broken network or a reload goes on where it was."
              accept=".zip,application/zip"
              onFile={(file) => void sendZip(file)}
            />
          </>
        ) : (
          <Form label="Link a folder" onSubmit={() => start({ linkedFolder: folder.trim() })}>
            <Stack>
              <TextInput
                label="Folder on the server"
                required
                mono
                value={folder}
                onChange={setFolder}
                placeholder="/data/photos"
                help="The server and the runners read it where it lies; nothing is copied. Both must see it under this path."
              />
              <Row justify="end">
                <Button type="submit" variant="primary" busy={isStarting}>
                  Link and import
                </Button>
              </Row>
            </Stack>
          </Form>
        )}
      </Stack>
    </Card>
  );
}
