"use client";
import { useState } from "react";
import { ImportCheckpointDocument, type ImportCheckpointInput, type ImportCheckpointMutation } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";

type Payload = ImportCheckpointMutation["importCheckpoint"];
export type ImportView =
  { state: "idle" } | { state: "reading" } | { state: "refused"; message: string } | { state: "done"; payload: Payload };

const AGAIN_MS = 2_000;

/** Asks for the import, and again while the API is reading a large file. */
export function useImport(): { view: ImportView; start: (input: ImportCheckpointInput) => Promise<boolean>; forget: () => void } {
  const [ask] = useDeed(ImportCheckpointDocument);
  const [view, setView] = useState<ImportView>({ state: "idle" });
  const start = async (input: ImportCheckpointInput): Promise<boolean> => {
    setView({ state: "reading" });
    for (;;) {
      const outcome = await ask({ input });
      if (outcome.ok) {
        setView({ state: "done", payload: outcome.payload });
        return true;
      }
      if (outcome.refusals[0]?.code !== "CHECKPOINT_NOT_READY") {
        setView({ state: "refused", message: outcome.message });
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  };
  return { view, start, forget: () => setView({ state: "idle" }) };
}
