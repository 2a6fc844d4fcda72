/** @file I1 to I6 of the protocol, as far as one state of the model can show them. */
import { isLive } from "@capstan/run/status";
import type { World } from "./world.ts";

/** The first invariant that does not hold in `world`, in words; null when all do. */
export function brokenInvariant({ server, ends }: World): string | null {
  const { leases, points, checkpoints, status, epoch, holder } = server;
  if (server.wrong) return server.wrong;
  for (const [place, lease] of leases.entries())
    if (lease.epoch <= (leases[place - 1]?.epoch ?? 0))
      return `I1: claim ${place} has the lease epoch ${lease.epoch}, and so had an earlier one`;
  const open = leases.filter(({ ending }) => ending === "OPEN");
  if (open.length !== (isLive(status) ? 1 : 0)) return `I1: ${open.length} leases are open and the run is ${status}`;
  if (open[0] && (open[0].runner !== holder || open[0].epoch !== epoch)) return "I1: the open lease is not the holder's";
  const missing = (upTo: number): boolean => points.slice(0, upTo).includes(-1);
  for (const step of checkpoints) if (missing(step)) return `I4: there is a checkpoint of step ${step}, and not all metrics up to it`;
  if (status === "SUCCEEDED") {
    const last = leases.length - 1;
    const { trained } = ends[last]!;
    if (missing(trained)) return "I5: the run SUCCEEDED, and a step is missing";
    if (points.slice(trained).some((by) => by !== -1)) return "I5: the run SUCCEEDED, and has a step beyond its end";
    if (server.sequence !== trained - leases[last]!.from - 1)
      return "I5: the run SUCCEEDED, and a report of its last lease has not arrived";
  }
  return null;
}
