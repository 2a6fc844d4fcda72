"use client";
import { isLive, isTerminal } from "@capstan/run/status";
import { Copy, FlaskConical, Pause, Play, RotateCcw, Square, Trash2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import {
  CancelRunDocument,
  DeleteRunDocument,
  PauseRunDocument,
  ResumeRunDocument,
  RetryRunDocument,
  StopRunDocument,
} from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import type { RunView } from "./use-run.ts";

/** What one may do with a run in its present state, and what each deed does. */
export function RunActions({ run, refresh }: { run: RunView; refresh: () => void }) {
  const router = useRouter();
  const { slug } = useTeam();
  const may = useMay();
  const say = useSay();
  const [asking, setAsking] = useState<"cancel" | "delete" | null>(null);
  const [stop, isStopping] = useDeed(StopRunDocument);
  const [pause, isPausing] = useDeed(PauseRunDocument);
  const [resume, isResuming] = useDeed(ResumeRunDocument);
  const [cancel, isCancelling] = useDeed(CancelRunDocument);
  const [retry, isRetrying] = useDeed(RetryRunDocument);
  const [remove, isRemoving] = useDeed(DeleteRunDocument);

  const input = { input: { id: run.id } };
  const tell = (outcome: { ok: true } | { ok: false; message: string }, done: string) => {
    setAsking(null);
    say(outcome.ok ? done : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
    return outcome.ok;
  };
  const live = isLive(run.status);
  const over = isTerminal(run.status);
  const best = run.checkpoints.find(({ kinds }) => kinds.includes("BEST")) ?? run.checkpoints[0];
  const clone = () => router.push(`/${slug}/runs/new?from=${run.id}`);

  return (
    <>
      {over && best && (
        <LinkButton href={`/${slug}/playground?checkpoint=${best.id}`} variant="primary" icon={FlaskConical}>
          Try in playground
        </LinkButton>
      )}
      {may.write && live && (
        <>
          <Button
            icon={Square}
            busy={isStopping}
            disabled={run.requested !== null}
            title="Finishes the step, writes a checkpoint, ends as a success"
            onClick={async () => tell(await stop(input), "Stopping: the step is finished and a checkpoint written.")}
          >
            Stop
          </Button>
          <Button
            icon={Pause}
            busy={isPausing}
            disabled={run.requested !== null}
            title="Writes a checkpoint and frees the runner; Resume goes on exactly there"
            onClick={async () => tell(await pause(input), "Pausing: a checkpoint is being written.")}
          >
            Pause
          </Button>
        </>
      )}
      {may.write && run.status === "PAUSED" && (
        <Button
          variant="primary"
          icon={Play}
          busy={isResuming}
          title="Queues the run again; it goes on from its checkpoint"
          onClick={async () => tell(await resume(input), "Queued: it goes on from its checkpoint.")}
        >
          Resume
        </Button>
      )}
      {may.write && !over && (
        <Button
          variant="danger"
          icon={X}
          disabled={run.requested === "CANCEL"}
          title="Drops the run; checkpoints that exist are kept"
          onClick={() => setAsking("cancel")}
        >
          Cancel run
        </Button>
      )}
      {may.write && over && (
        <Button icon={Copy} title="A new run with these settings, to change before it starts" onClick={clone}>
          Clone
        </Button>
      )}
      {may.write && (
        <Menu
          label="More about this run"
          items={[
            ...(over
              ? []
              : [{ label: "Clone", icon: Copy, hint: "A new run with these settings, to change before it starts", onSelect: clone }]),
            {
              label: "Retry",
              icon: RotateCcw,
              disabled: !over || isRetrying,
              hint: "A new run with the same settings, from the weights of the last checkpoint",
              onSelect: async () => {
                const outcome = await retry(input);
                if (tell(outcome, "Queued as a new run.") && outcome.ok && outcome.payload.run)
                  router.push(`/${slug}/runs/${outcome.payload.run.id}`);
              },
            },
            {
              label: "Delete",
              icon: Trash2,
              isDangerous: true,
              disabled: !over,
              hint: "With its curves, logs and checkpoints",
              onSelect: () => setAsking("delete"),
            },
          ]}
        />
      )}
      {asking === "cancel" && (
        <Confirm
          title={`Cancel ${run.name}?`}
          action="Cancel it"
          busy={isCancelling}
          onClose={() => setAsking(null)}
          onConfirm={async () => tell(await cancel(input), "Cancelled.")}
        >
          The runner drops it within two seconds and writes no new checkpoint. Stop keeps what was learned; cancel does not.
        </Confirm>
      )}
      {asking === "delete" && (
        <Confirm
          title={`Delete ${run.name}?`}
          action="Delete"
          busy={isRemoving}
          onClose={() => setAsking(null)}
          onConfirm={async () => tell(await remove(input), "Deleted.") && router.push(`/${slug}/runs`)}
        >
          Its curves, logs and checkpoints go with it. This cannot be taken back.
        </Confirm>
      )}
    </>
  );
}
