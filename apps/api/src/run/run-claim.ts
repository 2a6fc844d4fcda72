/** @file RunClaim: all that a runner needs to train a run. */
import type { Claimed } from "@capstan/prisma/queries/claim-next-run";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { CheckpointDownloadRef, signFile, SignedFileRef } from "../checkpoint/signed-file.ts";
import { versionFiles } from "../dataset/version-files.ts";
import { builder } from "../schema/builder.ts";
import { RunRequestEnum } from "./run-enums.ts";
import { RunRef } from "./run-ref.ts";

const DatasetDownload = builder.objectRef<Claimed["version"]>("DatasetDownload").implement({
  description: "A dataset version to fetch: its manifest, and its pictures as tar shards; or a folder that both sides see.",
  fields: (t) => ({
    versionId: t.id({ description: "`dsv_...`: the key to cache it under.", resolve: (version) => version.id }),
    contentHash: t.string({
      description: "SHA-256 over its pictures, splits and captions.",
      resolve: (version) => version.contentHash ?? "",
    }),
    manifest: t.field({
      type: SignedFileRef,
      description: "manifest.json.",
      resolve: (version, _args, ctx) => signFile(ctx.store, versionFiles(version.files).manifest),
    }),
    shards: t.field({
      type: [SignedFileRef],
      description: "Tar files of at most 256 MB; none for a linked folder.",
      resolve: (version, _args, ctx) => Promise.all(versionFiles(version.files).shards.map((file) => signFile(ctx.store, file))),
    }),
    linkedRoot: t.string({
      nullable: true,
      description: "The folder to read the pictures from; null: they are in the shards.",
      resolve: (version) => version.linkedRoot,
    }),
    vocabulary: t.field({
      type: SignedFileRef,
      nullable: true,
      description: "The vocab.txt that came with the dataset; null: none did.",
      resolve: () => null,
    }),
  }),
});

export const RunClaimRef = builder.objectRef<Claimed>("RunClaim").implement({
  description: "A run that is this runner's until its lease ends. Every later call carries runId and leaseEpoch.",
  fields: (t) => ({
    runId: t.id({ description: "`run_...`", resolve: ({ run }) => run.id }),
    leaseEpoch: t.int({ description: "The fencing number: rises with each claim of the run.", resolve: ({ run }) => run.leaseEpoch }),
    leaseSeconds: t.int({
      description: "The lease lasts so long after each call that carries it; renew it every third of that.",
      resolve: () => LEASE_SECONDS,
    }),
    run: t.field({ type: RunRef, description: "The run.", resolve: ({ run }) => run }),
    configJson: t.string({ description: "The frozen configuration as JSON.", resolve: ({ run }) => JSON.stringify(run.config) }),
    ingestSequence: t.field({
      type: "SafeInt",
      description: "The last report accepted in this lease: -1 for a fresh claim. The first report carries 0.",
      resolve: ({ run }) => run.ingestSeq,
    }),
    lastStep: t.field({
      type: "SafeInt",
      description: "The last step that was reported, in this or an earlier lease.",
      resolve: ({ run }) => run.step,
    }),
    resumeFrom: t.field({
      type: CheckpointDownloadRef,
      nullable: true,
      description: "The checkpoint to go on from, exactly; null: begin.",
      resolve: ({ checkpoints }) => checkpoints[0] ?? null,
    }),
    fallback: t.field({
      type: CheckpointDownloadRef,
      nullable: true,
      description: "The checkpoint before, for when resumeFrom turns out to be damaged.",
      resolve: ({ checkpoints }) => checkpoints[1] ?? null,
    }),
    initialWeights: t.field({
      type: CheckpointDownloadRef,
      nullable: true,
      description: "The checkpoint whose weights a fresh run starts from.",
      resolve: ({ initial }) => initial,
    }),
    dataset: t.field({ type: DatasetDownload, description: "What to train on.", resolve: ({ version }) => version }),
    requested: t.field({
      type: RunRequestEnum,
      nullable: true,
      description: "What was asked of the run and is not done yet.",
      resolve: ({ run }) => run.requested,
    }),
  }),
});
