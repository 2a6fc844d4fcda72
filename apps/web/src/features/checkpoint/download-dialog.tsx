"use client";
import { Download } from "lucide-react";
import { useClient } from "urql";
import { useState } from "react";
import { CheckpointFilesDocument, CheckpointFileUrlDocument } from "../../graphql/documents.generated.ts";
import { failureOf } from "../../graphql/failure.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { bytes } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Grow, Row, Stack } from "../../ui/layout.tsx";
import { Failed, Loading, Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";

/** The files of a checkpoint: safetensors and JSON, readable from Python too. */
export function DownloadDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const client = useClient();
  const screen = useScreen(CheckpointFilesDocument, { id });
  const [error, setError] = useState<string>();
  // The signed URL lives for minutes only, so it is asked for at the click.
  const download = async (file: string) => {
    const { data, error: failed } = await client
      .query(CheckpointFileUrlDocument, { id, file }, { requestPolicy: "network-only" })
      .toPromise();
    if (failed) return setError(failureOf(failed));
    if (data) window.location.assign(data.checkpoint.downloadUrl);
  };
  return (
    <Dialog title={`Download ${name}`} onClose={onClose}>
      {error && <Notice tone="bad">{error}</Notice>}
      {screen.state === "loading" && <Loading label="Looking up the files" rows={3} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {screen.state === "ready" && (
        <Stack gap={12}>
          {screen.data.checkpoint.files.map((file) => (
            <Row key={file.name} wrap={false}>
              <Grow>
                <Text mono size="sm">
                  {file.name}
                </Text>
                <Text
                  as="p"
                  size="xs"
                  tone="faint"
                  mono
                  truncate
                  title={`SHA-256 ${file.sha256}`}
                >{`${bytes(file.sizeBytes)} · sha256 ${file.sha256}`}</Text>
              </Grow>
              <Button size="small" icon={Download} onClick={() => void download(file.name)}>
                Download
              </Button>
            </Row>
          ))}
          <Text as="p" size="sm" tone="faint">
            Weights are safetensors under CATR’s own names: PyTorch loads them as they are.
          </Text>
        </Stack>
      )}
    </Dialog>
  );
}
