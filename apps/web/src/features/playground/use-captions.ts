"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DecodingInput } from "../../graphql/documents.generated.ts";
import { requestCaption, type CaptionOutcome } from "./caption-request.ts";

export type CaptionView = { state: "asking" } | { state: "answered"; outcome: CaptionOutcome };

interface Ask {
  origin: string;
  teamId: string;
  picture: File;
  checkpointIds: readonly string[];
  decoding: DecodingInput;
}

/** Asks every checkpoint at once; each answer is shown when it comes. A new question drops the old one. */
export function useCaptions(): [answers: ReadonlyMap<string, CaptionView>, ask: (question: Ask) => Promise<void>, clear: () => void] {
  const [answers, setAnswers] = useState<ReadonlyMap<string, CaptionView>>(new Map());
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const ask = useCallback(async ({ checkpointIds, ...question }: Ask) => {
    controller.current?.abort();
    const { signal } = (controller.current = new AbortController());
    setAnswers(new Map(checkpointIds.map((id) => [id, { state: "asking" }])));
    const one = async (id: string) => {
      const outcome = await requestCaption({ ...question, checkpoint: { id }, signal });
      if (!signal.aborted) setAnswers((all) => new Map(all).set(id, { state: "answered", outcome }));
    };
    const results = await Promise.allSettled(checkpointIds.map(one));
    const broken = results.find((result) => result.status === "rejected");
    if (broken && !signal.aborted) throw broken.reason;
  }, []);
  const clear = useCallback(() => {
    controller.current?.abort();
    setAnswers(new Map());
  }, []);
  return [answers, ask, clear];
}
