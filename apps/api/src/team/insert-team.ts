/** @file A team's first rows: itself, its owner, its pool `default`, and the record of who made it. */
import type { PrismaClient } from "@capstan/prisma/client";
import { newId } from "@capstan/run/id";
import type { Caller } from "../caller.ts";
import { recordAudit } from "../audit/record-audit.ts";

export const DEFAULT_POOL = "default";

export interface NewTeam {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** @throws a unique violation when the slug or id is taken. */
export async function insertTeam(
  system: PrismaClient,
  maker: { caller: Caller & { kind: "user" }; ipAddress: string | null },
  { id, slug, name }: NewTeam,
): Promise<void> {
  await system.$transaction(async (tx) => {
    await tx.team.create({ data: { id, slug, name }, select: { id: true } });
    await tx.member.create({ data: { id: newId("member"), teamId: id, userId: maker.caller.id, role: "OWNER" }, select: { id: true } });
    await tx.pool.create({ data: { id: newId("pool"), teamId: id, name: DEFAULT_POOL }, select: { id: true } });
    await recordAudit(maker, tx, { teamId: id, action: "createTeam", objectId: id, summary: `Made the team “${name}” (${slug}).` });
  });
}
