/** @file Asks again whether a subscriber may go on: rights change while a socket stays open. */
import { findApiKey } from "@capstan/prisma/queries/find-api-key";
import type { Context } from "../context.ts";
import { notFound, unauthenticated } from "../errors.ts";

const over = (): Error => unauthenticated("Your access has ended. Sign in again, or use another key.");

/**
 * Passes while the caller is still signed in and in the team.
 * @throws UNAUTHENTICATED when the session, key or token is over; NOT_FOUND when it is no longer the caller's team.
 */
export async function requireStillAllowed({ caller, database: { system } }: Context, teamId: string): Promise<void> {
  switch (caller.kind) {
    case "user": {
      const session = await system.session.findUnique({ where: { id: caller.sessionId }, select: { expiresAt: true } });
      if (!session || session.expiresAt <= new Date()) throw over();
      const member = await system.member.findUnique({ where: { teamId_userId: { teamId, userId: caller.id } }, select: { id: true } });
      if (!member) throw notFound();
      return;
    }
    case "apiKey": {
      const key = await findApiKey(system, caller.id);
      if (!key || key.isOver) throw over();
      return;
    }
    case "runner": {
      const runner = await system.runner.findUnique({ where: { id: caller.id }, select: { revokedAt: true } });
      if (!runner || runner.revokedAt) throw over();
      return;
    }
    case "anonymous":
      throw unauthenticated();
  }
}
