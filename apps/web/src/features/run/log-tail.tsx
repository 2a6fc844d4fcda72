"use client";
import { useEffect, useState } from "react";
import { useApi } from "../../graphql/api-provider.tsx";
import { RunLogsLiveDocument } from "../../graphql/documents.generated.ts";
import { clockTime } from "../../format/time.ts";
import { Card } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/choices.tsx";
import { LogLines } from "../../ui/log-lines.tsx";
import { Notice } from "../../ui/states.tsx";
import { mergeLines, type LogLine } from "./log-store.ts";

/** The log from its first line on, followed live. */
export function LogTail({ runId }: { runId: string }) {
  const { live } = useApi();
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const [isFollowing, setFollowing] = useState(true);

  useEffect(() => {
    let last = -1;
    return live.follow({
      document: RunLogsLiveDocument,
      variables: () => ({ id: runId, after: last }),
      onRefused: setRefused,
      onData: ({ runLogs }) => {
        last = Math.max(last, runLogs.sequence);
        setLines((known) => mergeLines(known, runLogs.lines));
      },
    });
  }, [live, runId]);

  return (
    <Card title="Log" actions={<Checkbox label="Follow" checked={isFollowing} onChange={setFollowing} />} flush>
      {refused && <Notice tone="warn">{refused}</Notice>}
      <LogLines
        label="Log"
        isFollowing={isFollowing}
        empty="Nothing has been logged yet."
        lines={lines.map(({ sequence, at, attempt, level, message }) => ({
          key: String(sequence),
          time: clockTime(at),
          level,
          attempt,
          message,
        }))}
      />
    </Card>
  );
}
