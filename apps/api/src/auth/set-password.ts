/** @file Gives a person a new password, past their old one, and ends their sessions. For whoever runs Capstan. */
import type { PrismaClient } from "@capstan/prisma/client";
import { newId } from "@capstan/run/id";
import { hashPassword } from "better-auth/crypto";
import { PASSWORD_MAX, PASSWORD_MIN } from "./password-length.ts";

/**
 * @returns how many sessions were ended.
 * @throws {Error} when nobody has this email, or the password is too short or too long.
 */
export async function setPassword(system: PrismaClient, email: string, password: string): Promise<number> {
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX)
    throw new Error(`A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`);
  const user = await system.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true } });
  if (!user) throw new Error(`Nobody signs in with ${email}. Look at the team's members for the address.`);
  const hash = await hashPassword(password);
  return system.$transaction(async (tx) => {
    const { count } = await tx.account.updateMany({ where: { userId: user.id, providerId: "credential" }, data: { password: hash } });
    if (count === 0) {
      await tx.account.create({
        data: { id: newId("account"), accountId: user.id, providerId: "credential", userId: user.id, password: hash },
        select: { id: true },
      });
    }
    return (await tx.session.deleteMany({ where: { userId: user.id } })).count;
  });
}
