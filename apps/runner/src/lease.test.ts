import { expect, test } from "vitest";
import { assertHeld, Lease, LeaseLost } from "./lease.ts";

const key = { runId: "run_x", leaseEpoch: 3 };

test("a lease counts from before the call that extended it, so that a slow reply makes it shorter, never longer", () => {
  let now = 1000;
  const lease = new Lease(
    key,
    now,
    30,
    () => undefined,
    () => now,
  );
  now += 20_000;
  const sentAt = now;
  now += 9_000; // The reply takes nine seconds.
  lease.extend(sentAt, 30);
  expect(lease.certainMs).toBe(21_000);
});

test("an older reply does not shorten a lease that a newer one extended", () => {
  const lease = new Lease(
    key,
    0,
    30,
    () => undefined,
    () => 0,
  );
  lease.extend(20_000, 30);
  lease.extend(10_000, 30);
  expect(lease.certainMs).toBe(50_000);
});

test("a lease that nobody could renew is in doubt, not lost", () => {
  let now = 0;
  const lease = new Lease(
    key,
    0,
    30,
    () => undefined,
    () => now,
  );
  now = 30_001;
  expect(lease.isInDoubt).toBe(true);
});

test.each(["FENCED", "LEASE_EXPIRED", "RUN_FINISHED"] as const)("%s means that the run is no longer ours", (code) => {
  expect(() => assertHeld([{ code, message: "gone" }])).toThrow(LeaseLost);
});

test.each(["GAP", "RATE_LIMITED"] as const)("%s says nothing about the lease", (code) => {
  expect(() => assertHeld([{ code, message: "later" }])).not.toThrow();
});
