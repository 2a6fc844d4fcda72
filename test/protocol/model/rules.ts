/** @file What the server insists on. The protocol insists on all of it; each broken variant leaves one thing out. */

export interface Rules {
  /** A report takes effect only under the lease epoch and runner that hold the run. */
  readonly reportIsFenced: boolean;
  /** A report takes effect only when the one before it has. */
  readonly reportsInOrder: boolean;
  /** A finish takes effect only when every report of its lease has. */
  readonly finishWaits: boolean;
  /** Each claim raises the lease epoch. */
  readonly claimRaisesEpoch: boolean;
  /** The fence is asked again after a checkpoint's bytes were read. */
  readonly commitIsFencedAgain: boolean;
  /** A checkpoint is committed only when every report up to its step has taken effect. */
  readonly commitWaits: boolean;
  /** A finish moves a run only from the live states. */
  readonly finishIsConditional: boolean;
}

export const PROTOCOL: Rules = {
  reportIsFenced: true,
  reportsInOrder: true,
  finishWaits: true,
  claimRaisesEpoch: true,
  commitIsFencedAgain: true,
  commitWaits: true,
  finishIsConditional: true,
};

export interface Variant {
  readonly name: string;
  readonly rules: Rules;
}

/** The protocol with one thing wrong: the model is worth something only if it catches each. */
export const BROKEN: readonly Variant[] = [
  { name: "reports are not fenced", rules: { ...PROTOCOL, reportIsFenced: false } },
  { name: "reports are taken with gaps", rules: { ...PROTOCOL, reportsInOrder: false } },
  { name: "finish does not wait for all reports", rules: { ...PROTOCOL, finishWaits: false } },
  { name: "a claim keeps the lease epoch", rules: { ...PROTOCOL, claimRaisesEpoch: false } },
  { name: "a commit is fenced before its bytes are read, not after", rules: { ...PROTOCOL, commitIsFencedAgain: false } },
  { name: "a checkpoint is committed before its reports", rules: { ...PROTOCOL, commitWaits: false } },
  { name: "a finish moves a run from any state", rules: { ...PROTOCOL, finishIsConditional: false } },
];
