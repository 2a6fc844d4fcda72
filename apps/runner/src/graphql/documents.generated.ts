/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whose fault a failure is. */
export type Blame =
  /** The runner's machine: memory, disk, network. Retrying may work. */
  | 'MACHINE'
  /** A bug. Report it with the run's id. */
  | 'OURS'
  /** The configuration or the data: change it. */
  | 'YOURS';

/** A file of a checkpoint. */
export type CheckpointFileInput = {
  /** A plain file name, unique in the checkpoint. */
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly sizeBytes: number;
};

/** Why a checkpoint exists; one may have several kinds. */
export type CheckpointKind =
  /** The best of its run, by the configuration's schedule.monitor. */
  | 'BEST'
  /** Written when its run ended. */
  | 'FINAL'
  /** Brought from elsewhere. */
  | 'IMPORTED'
  /** The newest of its run. */
  | 'LATEST'
  /** Kept every so many epochs. */
  | 'PERIODIC';

/** A runner that has nothing to do. */
export type ClaimRunInput = {
  /** Why nothing can be trained there now, and what to do. Such a runner gets no run, but hears of the one that it holds; null: it can train. */
  readonly cannotTrain?: string | null | undefined;
  /** What computes there. */
  readonly engine?: EngineInput | null | undefined;
  /** The machine's name. */
  readonly host?: string | null | undefined;
  /** What each of its loops is doing. */
  readonly loops?: ReadonlyArray<RunnerLoopInput> | null | undefined;
  /** Makes the call safe to repeat: the same one answers the same claim, with fresh URLs, while its lease lasts. */
  readonly requestId: string;
  /** Of the runner's program. */
  readonly version: string;
};

/** A checkpoint whose parts were all sent. */
export type CommitCheckpointInput = {
  /** The reports of this lease up to this one must have arrived, else GAP; -1: none. */
  readonly afterSequence: number;
  /** From createCheckpointUpload. */
  readonly checkpointId: string;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** From the claim. */
  readonly runId: string;
  /** At its step. */
  readonly scores: ReadonlyArray<ScoreInput>;
  /** At its step, in nats per token. */
  readonly validationLoss?: number | null | undefined;
};

/** A checkpoint that lies complete on the runner's disk. */
export type CreateCheckpointUploadInput = {
  /** From 0. */
  readonly epoch: number;
  /** 1 to 64 files. */
  readonly files: ReadonlyArray<CheckpointFileInput>;
  /** Why it was written. */
  readonly kinds: ReadonlyArray<CheckpointKind>;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** Makes the call safe to repeat: the same one answers the same checkpoint with fresh URLs. */
  readonly requestId: string;
  /** From the claim. */
  readonly runId: string;
  /** Optimiser steps done. */
  readonly step: number;
};

/** Why a run SUCCEEDED. */
export type EndReason =
  /** All epochs were trained. */
  | 'COMPLETED'
  /** Validation did not improve for the configured patience. */
  | 'EARLY_STOPPED'
  /** Somebody stopped it. */
  | 'STOPPED';

/** What computes on the runner. */
export type EngineInput = {
  /** The processor or GPU. */
  readonly device: string;
  /** native, tensorflow or wasm. */
  readonly name: string;
  /** Why each better engine is not used: one sentence each. */
  readonly notUsed: ReadonlyArray<string>;
  /** Of the model, when there is one. */
  readonly parameters?: number | null | undefined;
  /** fp32 or bf16. */
  readonly precision: string;
  /** Threads that compute. */
  readonly threads: number;
};

/** An epoch and its validation. */
export type EpochSummaryInput = {
  /** From 0. */
  readonly epoch: number;
  /** At its end. */
  readonly learningRate?: number | null | undefined;
  /** Scores of the validation captions. */
  readonly scores: ReadonlyArray<ScoreInput>;
  /** How long it took, with validation. */
  readonly seconds: number;
  /** Steps done at its end. */
  readonly step: number;
  /** Mean over the epoch, in nats per token. */
  readonly trainLoss?: number | null | undefined;
  /** In nats per token; null without a validation split. */
  readonly validationLoss?: number | null | undefined;
};

/** Why nothing was changed. */
export type ErrorCode =
  | 'CHECKPOINT_DAMAGED'
  | 'CHECKPOINT_IN_USE'
  | 'CHECKPOINT_NOT_READY'
  | 'CONFIG_INVALID'
  | 'DATASET_INVALID'
  | 'DATASET_NOT_READY'
  | 'FENCED'
  | 'GAP'
  | 'IMAGE_CORRUPT'
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_UNSUPPORTED'
  | 'INVALID_INPUT'
  | 'LEASE_EXPIRED'
  | 'NAME_TAKEN'
  | 'QUOTA_EXCEEDED'
  | 'RATE_LIMITED'
  | 'RUN_FINISHED'
  | 'UPLOAD_INCOMPLETE'
  | 'UPLOAD_MISMATCH';

/** How a training ended. */
export type FinishOutcome =
  /** Because CANCEL was requested. */
  | 'CANCELLED'
  /** It cannot go on; failure says why. For a fault of the machine, releaseRun with a failure instead. */
  | 'FAILED'
  /** Because PAUSE was requested, after its checkpoint was committed. */
  | 'PAUSED'
  /** As it should; endReason says why. */
  | 'SUCCEEDED';

/** The end of a training. */
export type FinishRunInput = {
  /** The last report of this lease; -1: there was none. */
  readonly afterSequence: number;
  /** With SUCCEEDED. Left out: STOPPED when that was requested, else COMPLETED. */
  readonly endReason?: EndReason | null | undefined;
  /** With FAILED. */
  readonly failure?: RunFailureInput | null | undefined;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** How it ended. */
  readonly outcome: FinishOutcome;
  /** From the claim. */
  readonly runId: string;
};

/** How grave a log line is. */
export type LogLevel =
  /** It did not work. */
  | 'ERROR'
  /** For the record. */
  | 'INFO'
  /** It goes on, but look at it. */
  | 'WARNING';

/** A line of the trainer's log. */
export type LogLineInput = {
  /** By the runner's clock; a label. */
  readonly at: string;
  /** How grave it is. */
  readonly level: LogLevel;
  /** Cut after 8,000 characters. */
  readonly message: string;
};

/** New points of one curve, as columns of one length. */
export type MetricColumnInput = {
  /** At most 40 letters and digits, a small letter first: loss, learningRate, ... */
  readonly name: string;
  /** The step of each value. */
  readonly steps: ReadonlyArray<number>;
  /** null: not finite. */
  readonly values: ReadonlyArray<number | null | undefined>;
};

/** How far the training is. */
export type ProgressInput = {
  /** Epochs done. */
  readonly epoch: number;
  /** Seconds until the run is done, estimated. */
  readonly etaSeconds?: number | null | undefined;
  /** Pictures trained a second. */
  readonly samplesPerSecond?: number | null | undefined;
  /** Optimiser steps done. */
  readonly step: number;
};

/** A run to give back. */
export type ReleaseRunInput = {
  /** When something broke. Then it counts as an attempt, and a run whose attempts get nowhere FAILS with this. */
  readonly failure?: RunFailureInput | null | undefined;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** For the run's log: why, and which steps will be trained again. */
  readonly reason: string;
  /** From the claim. */
  readonly runId: string;
};

/** A lease to keep. */
export type RenewLeaseInput = {
  /** From the claim. */
  readonly leaseEpoch: number;
  /** What each of the runner's loops is doing. */
  readonly loops?: ReadonlyArray<RunnerLoopInput> | null | undefined;
  /** From the claim. */
  readonly runId: string;
};

/** A checkpoint of the claim whose bytes are not what its hashes say. */
export type ReportDamagedCheckpointInput = {
  /** resumeFrom, fallback or initialWeights of the claim. */
  readonly checkpointId: string;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** From the claim. */
  readonly runId: string;
};

/** One report of a lease. Reports are numbered without holes and applied in order, each once. */
export type ReportProgressInput = {
  /** Epochs that ended. */
  readonly epochs?: ReadonlyArray<EpochSummaryInput> | null | undefined;
  /** From the claim. */
  readonly leaseEpoch: number;
  /** New log lines. */
  readonly logs?: ReadonlyArray<LogLineInput> | null | undefined;
  /** New points; at most 1,000 in a report. */
  readonly metrics?: ReadonlyArray<MetricColumnInput> | null | undefined;
  /** How far it is. */
  readonly progress?: ProgressInput | null | undefined;
  /** From the claim. */
  readonly runId: string;
  /** Captions of validation pictures. */
  readonly samples?: ReadonlyArray<SampleInput> | null | undefined;
  /** Counts the reports of this lease from 0. */
  readonly sequence: number;
  /** With the first report of a training. */
  readonly started?: RunStartedInput | null | undefined;
};

/** Why a run could not go on. */
export type RunFailureInput = {
  /** What to do next. */
  readonly advice: string;
  /** Whose fault it is. */
  readonly blame: Blame;
  /** For programs. */
  readonly code: string;
  /** What happened, for people. */
  readonly message: string;
};

/** What somebody asked of a live run, until the runner has done it. */
export type RunRequest =
  /** Drop everything since the last checkpoint, be CANCELLED. */
  | 'CANCEL'
  /** Finish the step, write a checkpoint, be PAUSED. */
  | 'PAUSE'
  /** Finish the step, write a checkpoint, end as SUCCEEDED with endReason STOPPED. */
  | 'STOP';

/** Sent once in a lease, before its first step. */
export type RunStartedInput = {
  /** What computes. */
  readonly engine: EngineInput;
  /** Steps done by earlier attempts. */
  readonly step: number;
  /** Of the whole run. */
  readonly totalEpochs: number;
  /** Of the whole run. */
  readonly totalSteps: number;
};

/** Where a run is in its life. SUCCEEDED, FAILED and CANCELLED are final. */
export type RunStatus =
  /** Somebody dropped it. */
  | 'CANCELLED'
  /** A runner has it and gets ready: data, model. */
  | 'CLAIMED'
  /** It cannot go on; failure says why and what to do. */
  | 'FAILED'
  /** Stopped at a checkpoint; resumeRun queues it again. */
  | 'PAUSED'
  /** Waits for a runner of its pool. */
  | 'QUEUED'
  /** It trains. */
  | 'RUNNING'
  /** It ended as it should; endReason says how. */
  | 'SUCCEEDED';

/** What a runner should do. */
export type RunnerCommandKind =
  /** End the trainer, finishRun as CANCELLED. */
  | 'CANCEL'
  /** End the step, write a checkpoint, release what it has, and claim nothing more until NEW_WORK or a claim says otherwise. */
  | 'DRAIN'
  /** Something waits in its pool: call claimRun. */
  | 'NEW_WORK'
  /** Finish the step, write a checkpoint, finishRun as PAUSED. */
  | 'PAUSE'
  /** Finish the step, write a checkpoint, finishRun as SUCCEEDED with STOPPED. */
  | 'STOP';

/** What a loop of the runner is doing. */
export type RunnerLoopInput = {
  /** In words, for people. */
  readonly doing: string;
  /** claim, commands, lease, outbox, uploads, dataset or trainer. */
  readonly name: string;
  /** Since when, by the runner's clock. */
  readonly since: string;
};

/** What the model says of a validation picture. */
export type SampleInput = {
  /** From 0. */
  readonly epoch: number;
  /** Natural logarithm. */
  readonly logProbability?: number | null | undefined;
  /** `pic_...` of the run's dataset version; others are left out. */
  readonly pictureId: string;
  /** Steps done. */
  readonly step: number;
  /** The caption. */
  readonly text: string;
};

/** A measured quality of the model's captions. */
export type ScoreInput = {
  /** Upper end. */
  readonly high?: number | null | undefined;
  /** Lower end of its 95 % interval, where one was taken. */
  readonly low?: number | null | undefined;
  /** bleu4, rougeL, cider, ... */
  readonly name: string;
  /** null: not finite. */
  readonly value?: number | null | undefined;
};

export type SignedFilePartsFragment = { readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string };

export type CheckpointDownloadPartsFragment = { readonly checkpointId: string, readonly step: number, readonly epoch: number, readonly files: ReadonlyArray<{ readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }> };

export type ClaimRunMutationVariables = Exact<{
  input: ClaimRunInput;
}>;


export type ClaimRunMutation = { readonly claimRun: { readonly draining: boolean, readonly claim: { readonly runId: string, readonly leaseEpoch: number, readonly leaseSeconds: number, readonly requested: RunRequest | null, readonly ingestSequence: number, readonly lastStep: number, readonly configJson: string, readonly run: { readonly name: string, readonly number: number }, readonly resumeFrom: { readonly checkpointId: string, readonly step: number, readonly epoch: number, readonly files: ReadonlyArray<{ readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }> } | null, readonly fallback: { readonly checkpointId: string, readonly step: number, readonly epoch: number, readonly files: ReadonlyArray<{ readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }> } | null, readonly initialWeights: { readonly checkpointId: string, readonly step: number, readonly epoch: number, readonly files: ReadonlyArray<{ readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }> } | null, readonly dataset: { readonly versionId: string, readonly contentHash: string, readonly linkedRoot: string | null, readonly manifest: { readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }, readonly shards: ReadonlyArray<{ readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string }>, readonly vocabulary: { readonly name: string, readonly url: string, readonly sizeBytes: number, readonly sha256: string } | null } } | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type CommitCheckpointMutationVariables = Exact<{
  input: CommitCheckpointInput;
}>;


export type CommitCheckpointMutation = { readonly commitCheckpoint: { readonly checkpoint: { readonly id: string, readonly kinds: ReadonlyArray<CheckpointKind> } | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type CreateCheckpointUploadMutationVariables = Exact<{
  input: CreateCheckpointUploadInput;
}>;


export type CreateCheckpointUploadMutation = { readonly createCheckpointUpload: { readonly checkpointId: string | null, readonly files: ReadonlyArray<{ readonly name: string, readonly partSizeBytes: number, readonly parts: ReadonlyArray<{ readonly number: number, readonly sizeBytes: number, readonly received: boolean, readonly url: string }> }>, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type FinishRunMutationVariables = Exact<{
  input: FinishRunInput;
}>;


export type FinishRunMutation = { readonly finishRun: { readonly run: { readonly id: string, readonly status: RunStatus } | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type ReleaseRunMutationVariables = Exact<{
  input: ReleaseRunInput;
}>;


export type ReleaseRunMutation = { readonly releaseRun: { readonly released: boolean, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type RenewLeaseMutationVariables = Exact<{
  input: RenewLeaseInput;
}>;


export type RenewLeaseMutation = { readonly renewLease: { readonly leaseSeconds: number, readonly requested: RunRequest | null, readonly draining: boolean, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type ReportDamagedCheckpointMutationVariables = Exact<{
  input: ReportDamagedCheckpointInput;
}>;


export type ReportDamagedCheckpointMutation = { readonly reportDamagedCheckpoint: { readonly damaged: boolean, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type ReportProgressMutationVariables = Exact<{
  input: ReportProgressInput;
}>;


export type ReportProgressMutation = { readonly reportProgress: { readonly accepted: boolean, readonly duplicate: boolean, readonly expectedSequence: number | null, readonly flushAfterMs: number, readonly requested: RunRequest | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string }> } };

export type RunnerCommandsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type RunnerCommandsSubscription = { readonly runnerCommands: { readonly kind: RunnerCommandKind, readonly runId: string | null, readonly leaseEpoch: number | null } };

export const SignedFilePartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SignedFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignedFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}}]}}]} as unknown as DocumentNode<SignedFilePartsFragment, unknown>;
export const CheckpointDownloadPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointDownloadParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CheckpointDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpointId"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"epoch"}},{"kind":"Field","name":{"kind":"Name","value":"files"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SignedFileParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SignedFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignedFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}}]}}]} as unknown as DocumentNode<CheckpointDownloadPartsFragment, unknown>;
export const ClaimRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClaimRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClaimRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"claimRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"draining"}},{"kind":"Field","name":{"kind":"Name","value":"claim"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runId"}},{"kind":"Field","name":{"kind":"Name","value":"leaseEpoch"}},{"kind":"Field","name":{"kind":"Name","value":"leaseSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"ingestSequence"}},{"kind":"Field","name":{"kind":"Name","value":"lastStep"}},{"kind":"Field","name":{"kind":"Name","value":"configJson"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"resumeFrom"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointDownloadParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fallback"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointDownloadParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"initialWeights"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointDownloadParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"versionId"}},{"kind":"Field","name":{"kind":"Name","value":"contentHash"}},{"kind":"Field","name":{"kind":"Name","value":"linkedRoot"}},{"kind":"Field","name":{"kind":"Name","value":"manifest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SignedFileParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SignedFileParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vocabulary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SignedFileParts"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SignedFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignedFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointDownloadParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CheckpointDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpointId"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"epoch"}},{"kind":"Field","name":{"kind":"Name","value":"files"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SignedFileParts"}}]}}]}}]} as unknown as DocumentNode<ClaimRunMutation, ClaimRunMutationVariables>;
export const CommitCheckpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CommitCheckpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CommitCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"commitCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kinds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CommitCheckpointMutation, CommitCheckpointMutationVariables>;
export const CreateCheckpointUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCheckpointUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCheckpointUploadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCheckpointUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpointId"}},{"kind":"Field","name":{"kind":"Name","value":"files"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"partSizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"received"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateCheckpointUploadMutation, CreateCheckpointUploadMutationVariables>;
export const FinishRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FinishRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FinishRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"finishRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<FinishRunMutation, FinishRunMutationVariables>;
export const ReleaseRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReleaseRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReleaseRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"releaseRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"released"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReleaseRunMutation, ReleaseRunMutationVariables>;
export const RenewLeaseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenewLease"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RenewLeaseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"renewLease"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"leaseSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"draining"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RenewLeaseMutation, RenewLeaseMutationVariables>;
export const ReportDamagedCheckpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReportDamagedCheckpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportDamagedCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reportDamagedCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"damaged"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReportDamagedCheckpointMutation, ReportDamagedCheckpointMutationVariables>;
export const ReportProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReportProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReportProgressInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reportProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicate"}},{"kind":"Field","name":{"kind":"Name","value":"expectedSequence"}},{"kind":"Field","name":{"kind":"Name","value":"flushAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReportProgressMutation, ReportProgressMutationVariables>;
export const RunnerCommandsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"RunnerCommands"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runnerCommands"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"runId"}},{"kind":"Field","name":{"kind":"Name","value":"leaseEpoch"}}]}}]}}]} as unknown as DocumentNode<RunnerCommandsSubscription, RunnerCommandsSubscriptionVariables>;