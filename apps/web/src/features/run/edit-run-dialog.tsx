"use client";
import { useState } from "react";
import { UpdateRunDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextArea, TextInput } from "../../ui/inputs.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { tagsOf } from "./tags-of.ts";

interface EditRunDialogProps {
  run: { readonly id: string; readonly name: string; readonly notes: string; readonly tags: readonly string[] };
  onClose: () => void;
  onDone: () => void;
}
/** A run's name, tags and notes, at any time of its life. */
export function EditRunDialog({ run, onClose, onDone }: EditRunDialogProps) {
  const say = useSay();
  const [name, setName] = useState(run.name);
  const [tags, setTags] = useState(run.tags.join(", "));
  const [notes, setNotes] = useState(run.notes);
  const [refusal, setRefusal] = useState<{ message: string; field: string | undefined }>();
  const [update, isBusy] = useDeed(UpdateRunDocument);
  const submit = async () => {
    const outcome = await update({ input: { id: run.id, name: name.trim(), tags: tagsOf(tags), notes } });
    if (!outcome.ok) return setRefusal({ message: outcome.message, field: outcome.refusals[0]?.path?.[0] });
    say("Saved.");
    onDone();
    onClose();
  };
  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : undefined);
  return (
    <Dialog title="Edit run" onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" required value={name} onChange={setName} error={errorOf("name")} />
          <TextInput
            label="Tags"
            value={tags}
            onChange={setTags}
            error={errorOf("tags")}
            help="Words to find it by, with commas between them."
          />
          <TextArea label="Notes" rows={6} value={notes} onChange={setNotes} error={errorOf("notes")} />
          {refusal && !["name", "tags", "notes"].includes(refusal.field ?? "") && <Notice tone="bad">{refusal.message}</Notice>}
          <Row justify="end">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" variant="primary" busy={isBusy}>
              Save
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
