"use client";
import { useState } from "react";
import { RetentionPreviewDocument, UpdateRunRetentionDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { bytes, count, plural } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/choices.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Form } from "../../ui/form.tsx";
import { NumberInput } from "../../ui/inputs.tsx";
import { LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay } from "../team/team-context.tsx";
import { describeRetention, readRetention, textOf, type RetentionChoice } from "./retention-form.ts";

interface RetentionPanelProps {
  runId: string;
  retention: RetentionChoice;
  refresh: () => void;
}
/** Which checkpoints of the run stay; what another choice would delete is shown before it is saved. */
export function RetentionPanel({ runId, retention, refresh }: RetentionPanelProps) {
  const may = useMay();
  const say = useSay();
  const [text, setText] = useState(textOf(retention));
  const [refusal, setRefusal] = useState<string>();
  const [update, isBusy] = useDeed(UpdateRunRetentionDocument);
  const read = readRetention(text);
  const wrong = "wrong" in read ? read.wrong : {};
  const choice = "choice" in read ? read.choice : null;
  const isChanged = choice !== null && describeRetention(choice) !== describeRetention(retention);
  const save = async () => {
    if (!choice) return;
    const outcome = await update({ input: { id: runId, retention: choice } });
    if (!outcome.ok) return setRefusal(outcome.message);
    const { deletedIds, freedBytes } = outcome.payload;
    say(
      deletedIds.length === 0
        ? "Saved; nothing had to go."
        : `Saved. ${plural(deletedIds.length, "checkpoint")} deleted; ${bytes(freedBytes)} are free tomorrow.`,
    );
    refresh();
  };
  return (
    <Disclosure
      title="What is kept"
      note={
        <Text size="sm" tone="faint">
          {describeRetention(retention)}
        </Text>
      }
    >
      <Form onSubmit={save}>
        <Stack>
          <Text as="p" size="sm" tone="soft">
            Pinned and aliased checkpoints, the final one, and the one to go on from are always kept.
          </Text>
          <NumberInput
            label="Newest"
            unit="checkpoints"
            value={text.latest}
            error={wrong.latest}
            onChange={(latest) => setText({ ...text, latest })}
          />
          <Checkbox label="The best one" checked={text.best} onChange={(best) => setText({ ...text, best })} />
          <Checkbox label="The periodic ones" checked={text.periodic} onChange={(periodic) => setText({ ...text, periodic })} />
          <NumberInput
            label="One of every"
            unit="steps"
            value={text.everySteps}
            error={wrong.everySteps}
            help="Empty: none for that reason."
            onChange={(everySteps) => setText({ ...text, everySteps })}
          />
          {choice && isChanged && <Preview runId={runId} choice={choice} />}
          {refusal && <Notice tone="bad">{refusal}</Notice>}
          {may.write && (
            <Row justify="end">
              <Button disabled={!isChanged} onClick={() => setText(textOf(retention))}>
                Undo
              </Button>
              <Button type="submit" variant="primary" disabled={!isChanged} busy={isBusy}>
                Save
              </Button>
            </Row>
          )}
        </Stack>
      </Form>
    </Disclosure>
  );
}

/** What would go now. Nothing is changed by looking. */
function Preview({ runId, choice }: { runId: string; choice: RetentionChoice }) {
  const screen = useScreen(RetentionPreviewDocument, { id: runId, retention: choice });
  switch (screen.state) {
    case "loading":
      return (
        <Text as="p" size="sm" tone="faint">
          Counting what would go…
        </Text>
      );
    case "failed":
      return <Notice tone="warn">{screen.message}</Notice>;
    case "ready": {
      const { checkpoints, freesBytes } = screen.data.run.retentionPreview;
      return (
        <LiveRegion>
          {checkpoints.length === 0 ? (
            <Notice tone="good">Nothing would go now.</Notice>
          ) : (
            <Notice tone="warn" title={`${plural(checkpoints.length, "checkpoint")} would go, which frees ${bytes(freesBytes)}`}>
              {`${checkpoints.length === 1 ? "Step" : "Steps"} ${checkpoints.map(({ step }) => count(step)).join(", ")}. Their bytes are deleted 24 hours after you save.`}
            </Notice>
          )}
        </LiveRegion>
      );
    }
  }
}
