"use client";
import { Download, FlaskConical, Gauge, GitBranch, Pin, PinOff, Tag, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteCheckpointDocument, PinCheckpointDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Row } from "../../ui/layout.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { EvaluationDialog } from "../evaluation/evaluation-dialog.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { AliasDialog } from "./alias-dialog.tsx";
import { DownloadDialog } from "./download-dialog.tsx";

interface CheckpointActionsProps {
  checkpoint: { readonly id: string; readonly name: string; readonly aliases: readonly string[]; readonly pinned: boolean };
  refresh: () => void;
}
export function CheckpointActions({ checkpoint, refresh }: CheckpointActionsProps) {
  const router = useRouter();
  const { slug } = useTeam();
  const may = useMay();
  const say = useSay();
  const [open, setOpen] = useState<"alias" | "download" | "evaluate" | "delete" | null>(null);
  const [pin] = useDeed(PinCheckpointDocument);
  const [remove, isRemoving] = useDeed(DeleteCheckpointDocument);
  const { id, name, pinned } = checkpoint;
  const close = () => setOpen(null);

  const togglePin = async () => {
    const outcome = await pin({ input: { id, pinned: !pinned } });
    say(outcome.ok ? (pinned ? "Unpinned." : "Pinned: it is kept until you unpin it.") : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  const removeIt = async () => {
    const outcome = await remove({ input: { id } });
    close();
    say(outcome.ok ? "Deleted." : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  const writing = [
    { label: "Set alias", icon: Tag, hint: "A name that your apps call, for example production", onSelect: () => setOpen("alias") },
    {
      label: pinned ? "Unpin" : "Pin",
      icon: pinned ? PinOff : Pin,
      hint: pinned ? "It may be removed by itself again" : "Keeps it from being removed by itself",
      onSelect: () => void togglePin(),
    },
    { label: "Start a run from it", icon: GitBranch, onSelect: () => router.push(`/${slug}/runs/new?checkpoint=${id}`) },
    { label: "Delete", icon: Trash2, isDangerous: true, onSelect: () => setOpen("delete") },
  ];

  return (
    <Row gap={0} wrap={false} justify="end">
      <IconButton
        label={`Try ${name} in the playground`}
        icon={FlaskConical}
        onClick={() => router.push(`/${slug}/playground?checkpoint=${id}`)}
      />
      <IconButton label={`Evaluate ${name}`} icon={Gauge} onClick={() => setOpen("evaluate")} />
      <IconButton label={`Download ${name}`} icon={Download} onClick={() => setOpen("download")} />
      {may.write && <Menu label={`More about ${name}`} items={writing} />}
      {open === "alias" && <AliasDialog checkpoint={checkpoint} onClose={close} onDone={refresh} />}
      {open === "download" && <DownloadDialog id={id} name={name} onClose={close} />}
      {open === "evaluate" && <EvaluationDialog id={id} name={name} onClose={close} />}
      {open === "delete" && (
        <Confirm title={`Delete ${name}?`} action="Delete" busy={isRemoving} onConfirm={removeIt} onClose={close}>
          Its weights are removed. What an alias points to, or a live run needs, cannot be deleted.
        </Confirm>
      )}
    </Row>
  );
}
