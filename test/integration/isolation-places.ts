/** @file For every place that takes an id: what lies there, and the rest of a call that reaches it. */
import type { Fixture } from "../support/fixture.ts";

export interface Place {
  /** What the id names. */
  readonly of: keyof Fixture;
  /** The arguments, with `id` at the place; `own` are rows of the caller's team for everything else. */
  readonly variables: (id: string, own: Fixture) => Record<string, unknown>;
  /** The document, where it is not the root field itself. */
  readonly document?: string;
  /** Why an id of the caller's own answers as a missing one does; then the database is looked at. */
  readonly answersTheSame?: string;
}

const input = (make: (id: string, own: Fixture) => Record<string, unknown>) => (id: string, own: Fixture) => ({ input: make(id, own) });
const byId = (of: keyof Fixture, rest: Record<string, unknown> = {}): Place => ({ of, variables: input((id) => ({ id, ...rest })) });
const inTeam = (rest: Record<string, unknown> | ((own: Fixture) => Record<string, unknown>)): Place => ({
  of: "team",
  variables: input((teamId, own) => ({ teamId, ...(typeof rest === "function" ? rest(own) : rest) })),
});
const ofLease = (rest: Record<string, unknown>): Place => ({
  of: "liveRun",
  variables: input((runId) => ({ runId, leaseEpoch: 1, ...rest })),
});
const argument = (name: string, of: keyof Fixture): Place => ({ of, variables: (id) => ({ [name]: id }) });
const runsWhere = (name: string, of: keyof Fixture): Place => ({
  of,
  variables: (id) => ({ filter: { [name]: id } }),
  document:
    "query ($filter: RunFilter, $slug: String) { team(slug: $slug) { runs(filter: $filter, first: 1) { edges { node { __typename } } } } }",
});
const withRun = (name: string, of: keyof Fixture): Place => ({
  of,
  variables: input((id, own) => ({
    teamId: own.team,
    datasetVersionId: own.datasetVersion,
    ...(name === "configId" ? {} : { config: { preset: "demo" } }),
    ...(name === "datasetId" ? { datasetVersionId: null } : {}),
    [name]: id,
  })),
});
const picture = { base64: "AAAA" };
const file = { name: "weights.safetensors", sizeBytes: 10, sha256: "0".repeat(64) };
const word = (): string => `n${Math.random().toString(36).slice(2)}`;

export const PLACES: Readonly<Record<string, Place>> = {
  "Query.node:id": argument("id", "queuedRun"),
  "Query.run:id": argument("id", "queuedRun"),
  "Query.dataset:id": argument("id", "dataset"),
  "Query.datasetVersion:id": argument("id", "datasetVersion"),
  "Query.config:id": argument("id", "config"),
  "Query.checkpoint:id": argument("id", "checkpoint"),
  "Query.upload:id": argument("id", "openUpload"),
  "Query.evaluation:id": argument("id", "evaluation"),
  "Team.runs:filter.configId": runsWhere("configId", "config"),
  "Team.runs:filter.datasetId": runsWhere("datasetId", "dataset"),
  "Team.runs:filter.createdBy": runsWhere("createdBy", "user"),
  "Subscription.datasetVersionUpdated:id": argument("id", "datasetVersion"),
  "Subscription.runLogs:runId": argument("runId", "liveRun"),
  "Subscription.runMetrics:runId": argument("runId", "liveRun"),
  "Subscription.runUpdated:runId": argument("runId", "liveRun"),
  "Subscription.teamActivity:teamId": argument("teamId", "team"),
  "Mutation.cancelRun:input.id": byId("queuedRun"),
  "Mutation.cloneRun:input.id": byId("queuedRun"),
  "Mutation.deleteRun:input.id": byId("failedRun"),
  "Mutation.pauseRun:input.id": byId("liveRun"),
  "Mutation.resumeRun:input.id": byId("pausedRun"),
  "Mutation.retryRun:input.id": byId("failedRun"),
  "Mutation.stopRun:input.id": byId("liveRun"),
  "Mutation.updateRun:input.id": byId("queuedRun", { notes: "changed" }),
  "Mutation.updateRunRetention:input.id": byId("failedRun", { retention: { latest: 3 } }),
  "Mutation.createRun:input.teamId": withRun("teamId", "team"),
  "Mutation.createRun:input.configId": withRun("configId", "config"),
  "Mutation.createRun:input.datasetId": withRun("datasetId", "dataset"),
  "Mutation.createRun:input.datasetVersionId": withRun("datasetVersionId", "datasetVersion"),
  "Mutation.createRun:input.initialCheckpointId": withRun("initialCheckpointId", "checkpoint"),
  "Mutation.createRun:input.poolId": withRun("poolId", "pool"),
  "Mutation.createConfig:input.teamId": inTeam(() => ({ name: word(), config: { preset: "demo" } })),
  "Mutation.updateConfig:input.id": byId("config", { name: "renamed" }),
  "Mutation.deleteConfig:input.id": byId("config"),
  "Mutation.createDataset:input.teamId": inTeam(() => ({ name: word() })),
  "Mutation.importDataset:input.datasetId": {
    of: "dataset",
    variables: input((datasetId, own) => ({ datasetId, uploadId: own.datasetUpload })),
  },
  "Mutation.importDataset:input.uploadId": {
    of: "datasetUpload",
    variables: input((uploadId, own) => ({ datasetId: own.dataset, uploadId })),
  },
  "Mutation.deleteDataset:input.id": byId("dataset"),
  "Mutation.createUpload:input.teamId": inTeam({ purpose: "IMAGE", fileName: "a.png", sizeBytes: 10 }),
  "Mutation.completeUpload:input.id": byId("openUpload"),
  "Mutation.setAlias:input.checkpointId": { of: "checkpoint", variables: input((checkpointId) => ({ name: word(), checkpointId })) },
  "Mutation.removeAlias:input.teamId": inTeam((own) => ({ name: own.alias })),
  "Mutation.importCheckpoint:input.uploadId": { of: "checkpointUpload", variables: input((uploadId) => ({ uploadId })) },
  "Mutation.pinCheckpoint:input.id": byId("checkpoint", { pinned: true }),
  "Mutation.deleteCheckpoint:input.id": byId("checkpoint"),
  "Mutation.evaluateCheckpoint:input.checkpointId": {
    of: "checkpoint",
    variables: input((checkpointId, own) => ({ checkpointId, datasetVersionId: own.datasetVersion, split: "TRAIN" })),
  },
  "Mutation.evaluateCheckpoint:input.datasetId": {
    of: "dataset",
    variables: input((datasetId, own) => ({ checkpointId: own.checkpoint, datasetId, split: "TRAIN" })),
  },
  "Mutation.evaluateCheckpoint:input.datasetVersionId": {
    of: "datasetVersion",
    variables: input((datasetVersionId, own) => ({ checkpointId: own.checkpoint, datasetVersionId, split: "TRAIN" })),
  },
  "Mutation.cancelEvaluation:input.id": byId("queuedEvaluation"),
  "Mutation.captionImage:input.checkpoint.id": { of: "checkpoint", variables: input((id) => ({ image: picture, checkpoint: { id } })) },
  "Mutation.captionImage:input.checkpoint.run.id": {
    of: "failedRun",
    variables: input((id) => ({ image: picture, checkpoint: { run: { id, kind: "BEST" } } })),
  },
  "Mutation.captionImage:input.image.uploadId": {
    of: "imageUpload",
    variables: input((uploadId, own) => ({ image: { uploadId }, checkpoint: { id: own.checkpoint } })),
  },
  "Mutation.captionImage:input.teamId": inTeam((own) => ({ image: picture, checkpoint: { alias: own.alias } })),
  "Mutation.inviteMember:input.teamId": inTeam({ role: "VIEWER" }),
  "Mutation.revokeInvitation:input.id": byId("invitation"),
  "Mutation.setMemberRole:input.id": byId("member", { role: "VIEWER" }),
  "Mutation.removeMember:input.id": byId("member"),
  "Mutation.createApiKey:input.teamId": inTeam({ name: "key" }),
  "Mutation.revokeApiKey:input.id": byId("apiKey"),
  "Mutation.createPool:input.teamId": inTeam(() => ({ name: word() })),
  "Mutation.createRunner:input.teamId": inTeam({ name: "runner" }),
  "Mutation.createRunner:input.poolId": { of: "pool", variables: input((poolId, own) => ({ teamId: own.team, name: "runner", poolId })) },
  "Mutation.revokeRunner:input.id": byId("runner"),
  "Mutation.drainRunner:input.id": byId("runner"),
  "Mutation.undrainRunner:input.id": byId("runner"),
  "Mutation.renewLease:input.runId": ofLease({}),
  "Mutation.reportProgress:input.runId": ofLease({ sequence: 0 }),
  "Mutation.reportProgress:input.samples[].pictureId": {
    of: "picture",
    variables: input((pictureId, own) => ({
      runId: own.liveRun,
      leaseEpoch: 1,
      sequence: 0,
      samples: [{ epoch: 0, step: 1, pictureId, text: "a sample", logProbability: -1 }],
    })),
    answersTheSame: "a sample of a picture that is not of the run's dataset is left out without a word",
  },
  "Mutation.createCheckpointUpload:input.runId": ofLease({
    requestId: "request-of-a-test",
    step: 1,
    epoch: 0,
    kinds: ["LATEST"],
    files: [file],
  }),
  "Mutation.commitCheckpoint:input.runId": {
    of: "liveRun",
    variables: input((runId, own) => ({ runId, leaseEpoch: 1, checkpointId: own.uploadingCheckpoint, afterSequence: -1, scores: [] })),
  },
  "Mutation.commitCheckpoint:input.checkpointId": {
    of: "uploadingCheckpoint",
    variables: input((checkpointId, own) => ({ runId: own.liveRun, leaseEpoch: 1, checkpointId, afterSequence: -1, scores: [] })),
  },
  "Mutation.reportDamagedCheckpoint:input.runId": {
    of: "liveRun",
    variables: input((runId, own) => ({ runId, leaseEpoch: 1, checkpointId: own.resumeCheckpoint })),
  },
  "Mutation.reportDamagedCheckpoint:input.checkpointId": {
    of: "resumeCheckpoint",
    variables: input((checkpointId, own) => ({ runId: own.liveRun, leaseEpoch: 1, checkpointId })),
  },
  "Mutation.finishRun:input.runId": ofLease({ afterSequence: -1, outcome: "SUCCEEDED" }),
  "Mutation.releaseRun:input.runId": ofLease({ reason: "the test is over" }),
};

/** Root fields that take no id, and what tells teams apart there instead. */
export const WITHOUT_IDS: Readonly<Record<string, string>> = {
  "Query.viewer": "the caller alone",
  "Query.team": "a short name: see the names below",
  "Query.invitation": "a secret token: see the names below",
  "Query.presets": "the same for everybody",
  "Query.configFields": "the same for everybody",
  "Mutation.createTeam": "makes what it returns",
  "Mutation.acceptInvitation": "a secret token: see the names below",
  "Mutation.claimRun": "the runner's own pool",
  "Subscription.runnerCommands": "the runner itself",
};
