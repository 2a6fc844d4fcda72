/** Why a checkpoint exists; one checkpoint may be several at once, for example LATEST and BEST. */
export const CHECKPOINT_KINDS = ["LATEST", "BEST", "PERIODIC", "FINAL", "IMPORTED"] as const;
export type CheckpointKind = (typeof CHECKPOINT_KINDS)[number];
