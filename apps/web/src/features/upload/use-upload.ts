"use client";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useClient, type Client } from "urql";
import {
  CompleteUploadDocument,
  CreateUploadDocument,
  UploadSessionDocument,
  type UploadPurpose,
  type UploadStateFragment,
} from "../../graphql/documents.generated.ts";
import { failureOf } from "../../graphql/failure.ts";
import { outcomeOf } from "../../graphql/use-deed.ts";
import { putPart, waitOrOnline } from "./put-part.ts";
import { sendParts, UploadRefused, type SendProgress } from "./send-parts.ts";
import { isSameFile, parseRecord, recordOf, type UploadRecord } from "./upload-plan.ts";

export type UploadView =
  | { state: "idle" }
  | { state: "sending"; fileName: string; totalBytes: number; progress: SendProgress }
  | { state: "checking"; fileName: string }
  | { state: "failed"; message: string };

class Stopped extends Error {}

async function sessionFor(
  client: Client,
  file: File,
  purpose: UploadPurpose,
  teamId: string,
  record: UploadRecord | null,
): Promise<UploadStateFragment> {
  if (record && isSameFile(record, file)) {
    const { data } = await client.query(UploadSessionDocument, { id: record.uploadId }, { requestPolicy: "network-only" }).toPromise();
    if (data?.upload.status === "OPEN") return data.upload;
  }
  const input = { fileName: file.name, sizeBytes: file.size, purpose, teamId };
  const outcome = outcomeOf(await client.mutation(CreateUploadDocument, { input }).toPromise());
  if (!outcome.ok || !outcome.payload.upload) throw new Stopped(outcome.ok ? "The API gave an empty answer. Try again." : outcome.message);
  return outcome.payload.upload;
}

const changed = "capstan-upload-changed";
function subscribe(listener: () => void): () => void {
  addEventListener(changed, listener);
  return () => removeEventListener(changed, listener);
}
function remember(key: string, record: UploadRecord | null): void {
  if (record) localStorage.setItem(key, JSON.stringify(record));
  else localStorage.removeItem(key);
  dispatchEvent(new Event(changed));
}

interface Upload {
  view: UploadView;
  /** An upload that was begun before and not ended; choosing the same file goes on with it. */
  unfinished: UploadRecord | null;
  /** Sends the file and gives the upload's id, or null when it failed or was given up. */
  send: (file: File) => Promise<string | null>;
  giveUp: () => void;
}

/** One upload at a time for `place`, a name that outlives a reload. */
export function useUpload(place: string, purpose: UploadPurpose, teamId: string): Upload {
  const client = useClient();
  const key = `capstan.upload.${place}`;
  const [view, setView] = useState<UploadView>({ state: "idle" });
  const stored = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key),
    () => null,
  );
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const send = useCallback(
    async (file: File): Promise<string | null> => {
      controller.current?.abort();
      const { signal } = (controller.current = new AbortController());
      try {
        const session = await sessionFor(client, file, purpose, teamId, parseRecord(localStorage.getItem(key)));
        remember(key, recordOf(session.id, file));
        await sendParts({
          file,
          parts: session.parts,
          signal,
          onProgress: (progress) => setView({ state: "sending", fileName: file.name, totalBytes: file.size, progress }),
          transport: {
            put: (part, body, onSent, abort) => putPart(part.url, body, onSent, abort),
            wait: waitOrOnline,
            refresh: async () => {
              const { data, error } = await client
                .query(UploadSessionDocument, { id: session.id }, { requestPolicy: "network-only" })
                .toPromise();
              if (!data) throw new Stopped(error ? failureOf(error) : "The upload is gone.");
              return data.upload.parts;
            },
          },
        });
        setView({ state: "checking", fileName: file.name });
        const outcome = outcomeOf(await client.mutation(CompleteUploadDocument, { input: { id: session.id } }).toPromise());
        if (!outcome.ok) throw new Stopped(outcome.message);
        remember(key, null);
        setView({ state: "idle" });
        return session.id;
      } catch (error) {
        if (signal.aborted) setView({ state: "idle" });
        else if (error instanceof Stopped || error instanceof UploadRefused) setView({ state: "failed", message: error.message });
        else throw error;
        return null;
      }
    },
    [client, key, purpose, teamId],
  );

  return {
    view,
    unfinished: parseRecord(stored),
    send,
    giveUp: () => {
      controller.current?.abort();
      remember(key, null);
    },
  };
}
