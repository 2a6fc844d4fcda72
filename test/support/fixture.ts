/** @file One of everything that a team can own, in states that let each deed begin. */
import { createHash, randomBytes } from "node:crypto";
import type { Database } from "@capstan/prisma/database";
import { newId } from "@capstan/run/id";
import type { ObjectStore } from "@capstan/storage/object-store";
import { resolveConfig } from "@capstan/training-config/config";

export interface Fixture {
  readonly team: string;
  readonly user: string;
  readonly member: string;
  readonly invitation: string;
  readonly apiKey: string;
  readonly pool: string;
  readonly runner: string;
  /** An open one, for pictures. */
  readonly openUpload: string;
  /** Complete, with the purpose IMAGE. */
  readonly imageUpload: string;
  /** Complete, with the purpose DATASET. */
  readonly datasetUpload: string;
  /** Complete, with the purpose CHECKPOINT. */
  readonly checkpointUpload: string;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly picture: string;
  readonly config: string;
  readonly queuedRun: string;
  /** The `runner` has it, with lease 1. */
  readonly liveRun: string;
  readonly pausedRun: string;
  readonly failedRun: string;
  /** Committed, BEST, of `failedRun`. */
  readonly checkpoint: string;
  /** Of `liveRun`, with lease 1. */
  readonly uploadingCheckpoint: string;
  /** Committed, of `liveRun`: what a claim would go on from. */
  readonly resumeCheckpoint: string;
  readonly caption: string;
  /** Of `checkpoint` on `datasetVersion`, done. */
  readonly evaluation: string;
  /** The same, waiting. */
  readonly queuedEvaluation: string;
  readonly auditEvent: string;
  /** The name of an alias of `checkpoint`. */
  readonly alias: string;
  readonly slug: string;
}

export interface FixtureOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly teamId: string;
  /** The member that deeds are done to; must be in the team. */
  readonly userId: string;
  /** Who holds the live run. */
  readonly runnerId?: string;
}

const BYTES = Buffer.from("not a picture, but bytes");
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

export async function makeFixture({ database, store, teamId, userId, runnerId }: FixtureOptions): Promise<Fixture> {
  const word = randomBytes(5).toString("hex");
  const config = JSON.parse(JSON.stringify(resolveConfig("demo"))) as object;
  const [openKey, imageKey, datasetKey, weightsKey, fileKey, uploadingKey] = [
    "open",
    "image",
    "dataset",
    "import",
    "weights",
    "uploading",
  ].map((name) => `${teamId}/fixture/${word}-${name}`) as [string, string, string, string, string, string];
  for (const key of [imageKey, datasetKey, weightsKey, fileKey]) await store.put(key, BYTES);
  const openStorageId = await store.createMultipart(openKey);
  const uploadingStorageId = await store.createMultipart(uploadingKey);
  const files = ["manifest.json", "00000.tar"].map((name) => ({
    name,
    key: `${teamId}/${word}/${name}`,
    sizeBytes: BYTES.length,
    sha256: SHA256,
  }));
  const later = new Date(Date.now() + 3_600_000);

  return database.forTeams([teamId], async (tx) => {
    const team = await tx.team.findUniqueOrThrow({ where: { id: teamId } });
    const member = await tx.member.findUniqueOrThrow({ where: { teamId_userId: { teamId, userId } } });
    const pool = await tx.pool.findUniqueOrThrow({ where: { teamId_name: { teamId, name: "default" } } });
    const ofTeam = { teamId, createdById: userId };
    const invitation = await tx.invitation.create({
      data: { ...ofTeam, id: newId("invitation"), role: "MEMBER", tokenHash: SHA256 + word, expiresAt: later },
    });
    const apiKey = await tx.apiKey.create({
      data: { ...ofTeam, id: newId("apiKey"), name: word, scopes: ["READ"], secretHash: SHA256 + word, last4: "abcd" },
    });
    const runner = await tx.runner.create({ data: { id: newId("runner"), teamId, poolId: pool.id, name: word, tokenHash: SHA256 + word } });
    const holder = runnerId ?? runner.id;
    const upload = (purpose: "IMAGE" | "DATASET" | "CHECKPOINT", objectKey: string, storageUploadId: string, status: "OPEN" | "COMPLETE") =>
      tx.upload.create({
        data: {
          ...ofTeam,
          id: newId("upload"),
          purpose,
          fileName: word,
          sizeBytes: BYTES.length,
          partSizeBytes: 8 * 1024 ** 2,
          objectKey,
          storageUploadId,
          status,
          expiresAt: later,
          completedAt: status === "COMPLETE" ? new Date() : null,
        },
      });
    const openUpload = await upload("IMAGE", openKey, openStorageId, "OPEN");
    const imageUpload = await upload("IMAGE", imageKey, "", "COMPLETE");
    const datasetUpload = await upload("DATASET", datasetKey, "", "COMPLETE");
    const checkpointUpload = await upload("CHECKPOINT", weightsKey, "", "COMPLETE");
    const dataset = await tx.dataset.create({ data: { ...ofTeam, id: newId("dataset"), name: word } });
    const version = await tx.datasetVersion.create({
      data: {
        id: newId("datasetVersion"),
        teamId,
        datasetId: dataset.id,
        number: 1,
        status: "READY",
        objectPrefix: `${teamId}/${word}`,
        contentHash: SHA256,
        readyAt: new Date(),
        pictureCount: 1,
        captionCount: 1,
        trainCount: 1,
        files,
      },
    });
    const picture = await tx.picture.create({
      data: {
        id: newId("picture"),
        teamId,
        versionId: version.id,
        split: "TRAIN",
        fileName: word,
        sha256: SHA256,
        width: 8,
        height: 8,
        sizeBytes: 8,
        references: [word],
        shard: 0,
        offset: 0,
      },
    });
    const saved = await tx.config.create({ data: { ...ofTeam, id: newId("config"), name: word, preset: "demo", overrides: {} } });

    const { nextNumber } = await tx.team.update({
      where: { id: teamId },
      data: { nextNumber: { increment: 4 }, running: { increment: 1 } },
    });
    let number = nextNumber - 4;
    const run = (data: object) =>
      tx.run.create({
        data: {
          ...ofTeam,
          id: newId("run"),
          number: number++,
          name: `${word}-${number}`,
          config,
          configId: saved.id,
          datasetVersionId: version.id,
          poolId: pool.id,
          totalEpochs: 1,
          ...data,
        },
      });
    const queuedRun = await run({});
    const liveRun = await run({ status: "CLAIMED", leaseEpoch: 1, leaseUntil: later, runnerId: holder });
    await tx.attempt.create({ data: { teamId, runId: liveRun.id, number: 1, runnerId: holder } });
    const pausedRun = await run({ status: "PAUSED" });
    const failedRun = await run({
      status: "FAILED",
      finishedAt: new Date(),
      failure: { code: "OUT_OF_MEMORY", message: word, advice: word, blame: "YOURS" },
    });

    const file = { name: "weights.safetensors", sizeBytes: BYTES.length, sha256: SHA256, partSizeBytes: 8 * 1024 ** 2 };
    const ofRun = { step: 1, epoch: 0, sizeBytes: BYTES.length, leaseEpoch: 1 };
    const checkpoint = await tx.checkpoint.create({
      data: {
        ...ofRun,
        id: newId("checkpoint"),
        teamId,
        runId: failedRun.id,
        status: "COMMITTED",
        kinds: ["BEST"],
        requestId: word,
        committedAt: new Date(),
        files: [{ ...file, key: fileKey, storageUploadId: "" }],
      },
    });
    const uploadingCheckpoint = await tx.checkpoint.create({
      data: {
        ...ofRun,
        id: newId("checkpoint"),
        teamId,
        runId: liveRun.id,
        kinds: ["LATEST"],
        requestId: word,
        files: [{ ...file, key: uploadingKey, storageUploadId: uploadingStorageId }],
      },
    });
    const resumeCheckpoint = await tx.checkpoint.create({
      data: {
        ...ofRun,
        id: newId("checkpoint"),
        teamId,
        runId: liveRun.id,
        status: "COMMITTED",
        kinds: ["PERIODIC"],
        requestId: `${word}-resume`,
        committedAt: new Date(),
        files: [{ ...file, key: fileKey, storageUploadId: "" }],
      },
    });
    await tx.alias.create({ data: { teamId, name: word, checkpointId: checkpoint.id } });
    const caption = await tx.caption.create({
      data: { ...ofTeam, id: newId("caption"), checkpointId: checkpoint.id, text: word, candidates: [], latencyMs: 1 },
    });
    const asked = {
      ...ofTeam,
      checkpointId: checkpoint.id,
      versionId: version.id,
      split: "TRAIN",
      decoding: { strategy: "GREEDY", beamWidth: 1 },
    } as const;
    const evaluation = await tx.evaluation.create({
      data: { ...asked, id: newId("evaluation"), status: "SUCCEEDED", scores: { cider: 1 } },
    });
    // As if somebody worked on it for the next hour, or an API of the test would.
    const queuedEvaluation = await tx.evaluation.create({
      data: { ...asked, id: newId("evaluation"), heartbeatAt: new Date(Date.now() + 3_600_000) },
    });
    const auditEvent = await tx.auditEvent.findFirstOrThrow({ where: { teamId }, orderBy: { number: "asc" } });
    return {
      team: teamId,
      user: userId,
      member: member.id,
      invitation: invitation.id,
      apiKey: apiKey.id,
      pool: pool.id,
      runner: runner.id,
      openUpload: openUpload.id,
      imageUpload: imageUpload.id,
      datasetUpload: datasetUpload.id,
      checkpointUpload: checkpointUpload.id,
      dataset: dataset.id,
      datasetVersion: version.id,
      picture: picture.id,
      config: saved.id,
      queuedRun: queuedRun.id,
      liveRun: liveRun.id,
      pausedRun: pausedRun.id,
      failedRun: failedRun.id,
      checkpoint: checkpoint.id,
      uploadingCheckpoint: uploadingCheckpoint.id,
      resumeCheckpoint: resumeCheckpoint.id,
      caption: caption.id,
      evaluation: evaluation.id,
      queuedEvaluation: queuedEvaluation.id,
      auditEvent: auditEvent.id,
      alias: word,
      slug: team.slug,
    };
  });
}
