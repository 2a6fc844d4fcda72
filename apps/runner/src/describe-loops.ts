/** @file What the loops of an attempt do, in words for people. Pure. */
import type { Lease } from "./lease.ts";
import type { Spool } from "./spool.ts";

export function describeLease(lease: Pick<Lease, "certainMs" | "isInDoubt">): string {
  const left = Math.round(lease.certainMs / 1000);
  return lease.isInDoubt ? `in doubt for ${-left} s; training goes on until the API says otherwise` : `held, ${left} s certain`;
}

/** @param failure why the last report did not arrive; null when it did. */
export function describeOutbox(
  { nextSequence, acknowledged }: Pick<Spool, "nextSequence" | "acknowledged">,
  failure: Error | null,
): string {
  const waiting = nextSequence - 1 - acknowledged;
  return failure ? `${waiting} reports wait (${failure.message})` : `${acknowledged + 1} reports arrived, ${waiting} wait`;
}
