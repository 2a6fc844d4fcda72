/** @file The eight points at which a checkpoint's maker may be gone, and what the child that goes is told. */

/** In the order in which they come. */
export const POINTS = [
  "within the first file",
  "before the manifest",
  "before the rename",
  "after the rename",
  "after it is announced",
  "after half of the files are sent",
  "after all files are sent",
  "while the API verifies it",
] as const;
export type Point = (typeof POINTS)[number];
export interface CrashPlan {
  readonly point: Point;
  readonly parent: string;
  readonly step: number;
  readonly url: string;
  readonly token: string;
  readonly runId: string;
  readonly leaseEpoch: number;
}
