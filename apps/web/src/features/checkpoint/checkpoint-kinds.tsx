import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { Badge } from "../../ui/badge.tsx";
import { Row } from "../../ui/layout.tsx";
import type { Tone } from "../../ui/tone.ts";

const KINDS: Readonly<Record<CheckpointKind, { label: string; tone: Tone; title: string }>> = {
  BEST: { label: "best", tone: "good", title: "The best validation score so far" },
  LATEST: { label: "latest", tone: "neutral", title: "Where the run would go on from" },
  FINAL: { label: "final", tone: "accent", title: "Written when the run ended" },
  PERIODIC: { label: "periodic", tone: "neutral", title: "Kept each so many epochs" },
  IMPORTED: { label: "imported", tone: "neutral", title: "Came from elsewhere" },
};

interface Facts {
  readonly kinds: readonly CheckpointKind[];
  readonly aliases: readonly string[];
  readonly pinned: boolean;
  readonly damaged: boolean;
}
/** Why a checkpoint exists, and the names that point to it. */
export function CheckpointKinds({ kinds, aliases, pinned, damaged }: Facts) {
  return (
    <Row gap={4}>
      {kinds.map((kind) => (
        <Badge key={kind} tone={KINDS[kind].tone} title={KINDS[kind].title}>
          {KINDS[kind].label}
        </Badge>
      ))}
      {aliases.map((alias) => (
        <Badge key={alias} tone="accent" title="An alias that points here">
          @{alias}
        </Badge>
      ))}
      {damaged && (
        <Badge tone="bad" title="Its stored bytes are not what was written: nothing goes on from it">
          damaged
        </Badge>
      )}
      {pinned && (
        <Badge tone="warn" title="Never removed by itself">
          pinned
        </Badge>
      )}
    </Row>
  );
}
