/**
 * @file The checkpoint that an attempt goes on from: the newest that is whole. A damaged one is reported and passed over, for
 * the one before and so on; when none is left, the run begins again: slow, but true.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { DownloadDamaged } from "@capstan/storage/download-file";
import type { Claim } from "./claim-loop.ts";
import { type CheckpointSource, fetchSound, findLocalCopy, isSound, type LocalCheckpoints } from "./local-checkpoints.ts";
import type { Spool } from "./spool.ts";

export interface ResumeSearch {
  readonly claim: Claim;
  readonly runFolder: string;
  readonly local: LocalCheckpoints;
  readonly spool: Spool;
  /** The same claim with fresh URLs, and older checkpoints in place of those reported as damaged; null when it is no longer ours. */
  readonly claimAgain: () => Promise<Claim | null>;
  /** Tells the API. @returns true when the checkpoint is damaged where it is stored; false when it is whole there. */
  readonly reportDamaged: (source: CheckpointSource) => Promise<boolean>;
  /** For the run's log and the runner's. */
  readonly note: (level: "INFO" | "WARNING", message: string) => void;
  readonly onDoing: (doing: string | null) => void;
}

/** @returns the folder of a verified checkpoint, or null to begin. @throws {DownloadDamaged} when what is whole in the store never arrives whole. */
export async function findResume(search: ResumeSearch, signal: AbortSignal): Promise<string | null> {
  return (await findOwn(search)) ?? findOffered(search, signal);
}

/** Our own newest one, when the lease is the one that it was written under and no newer one is offered. */
async function findOwn({ claim, local, spool, note }: ResumeSearch): Promise<string | null> {
  const own = local.all.findLast((entry) => entry.leaseEpoch === claim.leaseEpoch && entry.afterSequence < spool.nextSequence);
  if (!own || own.step < (claim.resumeFrom?.step ?? 0)) return null;
  if (await isSound(own.folder)) {
    note("INFO", `Going on from the checkpoint of step ${own.step} on this runner's disk.`);
    return own.folder;
  }
  note("WARNING", `The checkpoint of step ${own.step} on this runner's disk is damaged; using the one that the API holds.`);
  return null;
}

/** The newest of those that the API offers; it offers two at a time. */
async function findOffered(search: ResumeSearch, signal: AbortSignal): Promise<string | null> {
  const damaged = new Set<string>();
  let claim: Claim | null = search.claim;
  for (;;) {
    const offered = [claim.resumeFrom, claim.fallback].filter(
      (source) => source !== null && !damaged.has(source.checkpointId),
    ) as CheckpointSource[];
    if (offered.length === 0) break;
    for (const source of offered) {
      const folder = await tryOffered(search, source, signal);
      if (folder) return folder;
      damaged.add(source.checkpointId);
    }
    claim = await search.claimAgain();
    if (!claim)
      throw new DownloadDamaged("The checkpoints of this run are damaged, and its lease was lost while an older one was looked for.");
  }
  if (damaged.size > 0)
    search.note("WARNING", "No checkpoint of this run is whole, so it begins again from its start: every step so far is trained again.");
  return null;
}

/** @returns null when the checkpoint is damaged where it is stored. */
async function tryOffered(search: ResumeSearch, source: CheckpointSource, signal: AbortSignal): Promise<string | null> {
  const { local, runFolder, note, onDoing } = search;
  const copy = await findLocalCopy(local, source);
  if (copy) {
    note("INFO", `Going on from the checkpoint of step ${source.step}, which is on this runner's disk.`);
    return copy;
  }
  const folder = path.join(runFolder, `resume-${source.checkpointId}`);
  const bring = async (): Promise<string> => {
    onDoing(`fetching the checkpoint of step ${source.step}`);
    await fetchSound(source, folder, signal);
    note("INFO", `Going on from the checkpoint of step ${source.step}.`);
    return folder;
  };
  try {
    return await bring();
  } catch (error) {
    if (!(error instanceof DownloadDamaged)) throw error;
    onDoing(`reporting the checkpoint of step ${source.step} as damaged`);
    await rm(folder, { recursive: true, force: true });
    if (await search.reportDamaged(source)) {
      note("WARNING", `The checkpoint of step ${source.step} is damaged where it is stored, and is passed over. ${error.message}`);
      return null;
    }
    // Whole there: it was damaged on its way or on this disk. Once more; then it is this machine's fault, and another's turn.
    note(
      "WARNING",
      `The checkpoint of step ${source.step} arrived damaged, although it is whole where it is stored: fetching it again. ${error.message}`,
    );
    return bring();
  }
}
