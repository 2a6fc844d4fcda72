/** @file The team that somebody gets at sign-up, unless an invitation brought them. */
import { randomInt } from "node:crypto";
import type { PrismaClient } from "@capstan/prisma/client";
import { newId } from "@capstan/run/id";
import { isViolationOf } from "../schema/unique-violation.ts";
import { insertTeam } from "./insert-team.ts";
import { slugOf } from "./slug.ts";

const TRIES = 5;
const SUFFIX_MAX = 36 ** 4;

export async function createFirstTeam(
  system: PrismaClient,
  user: { readonly id: string; readonly name: string; readonly email: string },
): Promise<void> {
  const caller = { kind: "user", id: user.id, name: user.name, email: user.email, sessionId: "", roles: new Map() } as const;
  const slug = slugOf(user.name);
  for (let tried = 1; ; tried++) {
    const suffix = tried === 1 ? "" : `-${randomInt(SUFFIX_MAX).toString(36).padStart(4, "0")}`;
    try {
      return await insertTeam(system, { caller, ipAddress: null }, { id: newId("team"), slug: `${slug}${suffix}`, name: user.name });
    } catch (error) {
      if (tried === TRIES || !isViolationOf(error, "teams_slug_key")) throw error;
    }
  }
}
