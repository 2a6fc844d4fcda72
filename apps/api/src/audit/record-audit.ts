/**
 * @file One audit row for each deed of a person or key, in the deed's own transaction.
 *
 * Rows of a team are numbered without holes, and each row's hash covers the row before it, so that a removed or changed
 * row shows. Call it last in the transaction: it makes the team's deeds wait for one another until the commit.
 */
import { createHash } from "node:crypto";
import type { Tx } from "@capstan/prisma/database";
import { newId } from "@capstan/run/id";
import type { Caller } from "../caller.ts";

export interface AuditEntry {
  readonly teamId: string;
  /** The mutation's name. */
  readonly action: string;
  readonly objectId: string | null;
  /** What was done, for people; with what it was before, where that is not plain. */
  readonly summary: string;
}
interface Chained extends AuditEntry {
  readonly id: string;
  readonly number: bigint;
  readonly at: Date;
  readonly actorId: string;
  readonly actorName: string;
  readonly ipAddress: string | null;
  readonly previousHash: string;
}

/** The hash before the first row of a team. */
export const FIRST_PREVIOUS_HASH = "0".repeat(64);

/** SHA-256 over everything in the row but the hash itself. */
export function auditHash(row: Chained): string {
  const fields = [
    row.previousHash,
    row.id,
    row.teamId,
    String(row.number),
    row.at.toISOString(),
    row.actorId,
    row.actorName,
    row.action,
    row.objectId,
    row.summary,
    row.ipAddress,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

function actorOf(caller: Caller): { actorId: string; actorName: string } {
  if (caller.kind === "anonymous") throw new Error("Nobody is signed in: there is no deed to record.");
  return { actorId: caller.id, actorName: caller.name };
}

export async function recordAudit(
  ctx: { readonly caller: Caller; readonly ipAddress: string | null },
  tx: Tx,
  entry: AuditEntry,
): Promise<void> {
  // A row lock would need the right to update, which nobody has here; and before the first row there is none to lock.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${entry.teamId}`}, 0))`;
  const last = await tx.auditEvent.findFirst({
    where: { teamId: entry.teamId },
    orderBy: { number: "desc" },
    select: { number: true, hash: true },
  });
  const row: Chained = {
    teamId: entry.teamId,
    action: entry.action,
    objectId: entry.objectId,
    summary: entry.summary,
    id: newId("auditEvent"),
    number: (last?.number ?? 0n) + 1n,
    at: new Date(),
    ...actorOf(ctx.caller),
    ipAddress: ctx.ipAddress,
    previousHash: last?.hash ?? FIRST_PREVIOUS_HASH,
  };
  await tx.auditEvent.create({ data: { ...row, hash: auditHash(row) }, select: { id: true } });
}
