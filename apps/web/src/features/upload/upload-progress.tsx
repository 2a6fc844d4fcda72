import { bytes, percent } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Text } from "../../ui/text.tsx";
import type { UploadView } from "./use-upload.ts";

type Moving = Extract<UploadView, { state: "sending" | "checking" }>;

export function UploadProgress({ view, onGiveUp }: { view: Moving; onGiveUp: () => void }) {
  if (view.state === "checking")
    return (
      <Stack gap={8}>
        <Text strong>{`Checking ${view.fileName}`}</Text>
        <Progress label={`Checking ${view.fileName}`} share={null} />
      </Stack>
    );
  const { sentBytes, isWaiting } = view.progress;
  const share = view.totalBytes > 0 ? sentBytes / view.totalBytes : 1;
  return (
    <Stack gap={8}>
      <Row justify="between">
        <Text strong>{`Uploading ${view.fileName}`}</Text>
        <Button size="small" variant="ghost" onClick={onGiveUp}>
          Give up
        </Button>
      </Row>
      <Progress label={`Uploading ${view.fileName}`} share={share} tone={isWaiting ? "warn" : "accent"} />
      <Row justify="between">
        <Text size="sm" tone="soft" mono>{`${bytes(sentBytes)} of ${bytes(view.totalBytes)} · ${percent(share)}`}</Text>
        <LiveRegion>
          <Text size="sm" tone={isWaiting ? "warn" : "faint"}>
            {isWaiting
              ? "The network is away; it goes on by itself."
              : "Keep this page open. After a reload, choose the same file to go on."}
          </Text>
        </LiveRegion>
      </Row>
    </Stack>
  );
}
