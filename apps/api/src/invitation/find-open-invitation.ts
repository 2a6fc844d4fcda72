/** @file An invitation by its link's token, while it can be accepted. Read before the caller is in the team. */
import type { PrismaClient } from "@capstan/prisma/client";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { hashSecret } from "../auth/token.ts";

const TOKEN_LENGTH_MAX = 200;

/** Null when there is none with this token, or it was accepted, revoked or is too old. */
export async function findOpenInvitation(system: Pick<PrismaClient, "invitation" | "$queryRaw" | "$executeRaw">, token: string) {
  if (token.length > TOKEN_LENGTH_MAX) return null;
  return system.invitation.findFirst({
    where: { tokenHash: hashSecret(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: await readClock(system) } },
    include: { team: { select: { name: true } } },
  });
}
