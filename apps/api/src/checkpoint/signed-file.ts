/** @file SignedFile and CheckpointDownload: bytes that a runner fetches, verifies and keeps. */
import type { ClaimedCheckpoint } from "@capstan/prisma/queries/claim-next-run";
import type { ObjectStore } from "@capstan/storage/object-store";
import { builder } from "../schema/builder.ts";
import { checkpointFiles } from "./checkpoint-files.ts";

/** Long enough to begin the last of many shards; a repeated claimRun gives fresh ones. */
const URL_SECONDS = 3600;

export interface StoredFile {
  readonly name: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
export interface SignedFile extends Omit<StoredFile, "key"> {
  readonly url: string;
}

export const signFile = async (store: ObjectStore, { name, key, sizeBytes, sha256 }: StoredFile): Promise<SignedFile> => ({
  name,
  sizeBytes,
  sha256,
  url: await store.signedGetUrl(key, { expiresSeconds: URL_SECONDS, fileName: name }),
});

export const SignedFileRef = builder.objectRef<SignedFile>("SignedFile").implement({
  description: "A file to fetch by GET, whole or in ranges.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "A plain file name." }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes.", resolve: (file) => file.sizeBytes }),
    sha256: t.exposeString("sha256", { description: "Of the whole file, lower-case hexadecimal. Verify it before use." }),
    url: t.exposeString("url", { description: "Signed; valid for an hour. A repeated claimRun answers fresh ones." }),
  }),
});

export const CheckpointDownloadRef = builder.objectRef<ClaimedCheckpoint>("CheckpointDownload").implement({
  description: "A checkpoint to fetch.",
  fields: (t) => ({
    checkpointId: t.id({ description: "`ckpt_...`", resolve: (row) => row.id }),
    step: t.field({ type: "SafeInt", description: "Optimiser steps done when it was written.", resolve: (row) => row.step }),
    epoch: t.exposeInt("epoch", { description: "The epoch that it was written in, from 0." }),
    files: t.field({
      type: [SignedFileRef],
      description: "manifest.json, weights, optimiser state, ...",
      resolve: (row, _args, ctx) => Promise.all(checkpointFiles(row).map((file) => signFile(ctx.store, file))),
    }),
  }),
});
