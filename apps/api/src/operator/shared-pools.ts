/**
 * @file Pools of the operator, whoever runs Capstan, shared among teams. The operator is a team without members: nobody signs
 * in as it, and its pools and runners are changed here only, under the system role, on the machine that has the database.
 */
import type { PrismaClient } from "@capstan/prisma/client";
import type { Tx } from "@capstan/prisma/database";
import { newId } from "@capstan/run/id";
import { recordAudit } from "../audit/record-audit.ts";
import { mintToken } from "../auth/token.ts";
import type { ApiKeyCaller } from "../caller.ts";
import { endLease } from "../run/end-lease.ts";
import { isViolationOf } from "../schema/unique-violation.ts";

/** Something that the operator asked for and that cannot be: the message says what to do. */
export class OperatorError extends Error {
  override name = "OperatorError";
}

const OPERATOR = { slug: "operator", name: "Operator" } as const;

/** Who the evidence in a team's audit names. */
const operatorOf = (teamId: string): { caller: ApiKeyCaller; ipAddress: null } => ({
  caller: { kind: "apiKey", id: "operator", name: "The operator", teamId, scopes: new Set(), expiresAt: null },
  ipAddress: null,
});

async function findOrMakeOperator(tx: Tx): Promise<string> {
  const found = await tx.team.findFirst({ where: { isOperator: true }, select: { id: true } });
  if (found) return found.id;
  const id = newId("team");
  // A team of people may be called so already: people never see this one's short name.
  const isTaken = (await tx.team.count({ where: { slug: OPERATOR.slug } })) > 0;
  await tx.team.create({
    data: { id, ...OPERATOR, slug: isTaken ? `${OPERATOR.slug}-${id.slice(-8)}` : OPERATOR.slug, isOperator: true },
    select: { id: true },
  });
  return id;
}

async function sharedPool(tx: Tx, name: string): Promise<{ id: string; teamId: string }> {
  const pool = await tx.pool.findFirst({ where: { name, team: { isOperator: true } }, select: { id: true, teamId: true } });
  if (!pool)
    throw new OperatorError(`There is no shared pool “${name}”. “operator pools” lists them; “operator create-pool ${name}” makes it.`);
  return pool;
}

async function teamBySlug(tx: Tx, slug: string): Promise<string> {
  const team = await tx.team.findFirst({ where: { slug, isOperator: false }, select: { id: true } });
  if (!team) throw new OperatorError(`There is no team “${slug}”. Its short name is the first part of the dashboard's address.`);
  return team.id;
}

export async function createSharedPool(system: PrismaClient, name: string): Promise<string> {
  return system.$transaction(async (tx) => {
    const teamId = await findOrMakeOperator(tx);
    if ((await tx.pool.count({ where: { teamId, name } })) > 0) throw new OperatorError(`There is a shared pool “${name}” already.`);
    const id = newId("pool");
    await tx.pool.create({ data: { id, teamId, name }, select: { id: true } });
    return id;
  });
}

/** Gives the team a pool whose runs the shared pool's runners claim. @param as what the team sees it called. */
export async function sharePool(system: PrismaClient, poolName: string, teamSlug: string, as = poolName): Promise<string> {
  try {
    return await system.$transaction(async (tx) => {
      const pool = await sharedPool(tx, poolName);
      const teamId = await teamBySlug(tx, teamSlug);
      const known = await tx.pool.findFirst({ where: { teamId, sharedPoolId: pool.id }, select: { name: true } });
      if (known)
        throw new OperatorError(`The team ${teamSlug} has the shared pool “${poolName}” already: there it is called “${known.name}”.`);
      const id = newId("pool");
      await tx.pool.create({ data: { id, teamId, name: as, sharedPoolId: pool.id }, select: { id: true } });
      await recordAudit(operatorOf(teamId), tx, {
        teamId,
        action: "operator share",
        objectId: id,
        summary: `shared the operator's pool ${poolName} with the team, as ${as}`,
      });
      return id;
    });
  } catch (error) {
    if (isViolationOf(error, "pools_team_id_name_key"))
      throw new OperatorError(`The team ${teamSlug} has a pool “${as}” of its own. Share it under another name: --as NAME.`, {
        cause: error,
      });
    throw error;
  }
}

/** The team's pool stays, as an ordinary one without runners: what waits there waits. Runs that train now end as they would. */
export async function unsharePool(system: PrismaClient, poolName: string, teamSlug: string): Promise<void> {
  await system.$transaction(async (tx) => {
    const pool = await sharedPool(tx, poolName);
    const teamId = await teamBySlug(tx, teamSlug);
    const { count } = await tx.pool.updateMany({ where: { teamId, sharedPoolId: pool.id }, data: { sharedPoolId: null } });
    if (count === 0) throw new OperatorError(`The team ${teamSlug} does not have the shared pool “${poolName}”.`);
    await recordAudit(operatorOf(teamId), tx, {
      teamId,
      action: "operator unshare",
      objectId: pool.id,
      summary: `took the operator's pool ${poolName} back from the team`,
    });
  });
}

/** @returns the runner's id and its token, which is shown this once. */
export async function createSharedRunner(system: PrismaClient, poolName: string, name: string): Promise<{ id: string; token: string }> {
  return system.$transaction(async (tx) => {
    const pool = await sharedPool(tx, poolName);
    const id = newId("runner");
    const { token, hash } = mintToken("runner", id);
    await tx.runner.create({ data: { id, teamId: pool.teamId, poolId: pool.id, name, tokenHash: hash }, select: { id: true } });
    return { id, token };
  });
}

const sharedRunner = (id: string) => ({ id, pool: { team: { isOperator: true } } });

/** Refuses its token from now on; a run that it holds goes back to its team's queue. */
export async function revokeSharedRunner(system: PrismaClient, id: string): Promise<void> {
  await system.$transaction(async (tx) => {
    const runner = await tx.runner.findFirst({ where: sharedRunner(id), select: { id: true } });
    if (!runner) throw new OperatorError(`There is no shared runner ${id}. “operator pools” lists them.`);
    await tx.runner.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
    const held = await tx.run.findMany({
      where: { runnerId: id, status: { in: ["CLAIMED", "RUNNING"] } },
      select: { id: true, teamId: true, leaseEpoch: true },
    });
    for (const run of held)
      await endLease(tx, { teamId: run.teamId, runId: run.id, leaseEpoch: run.leaseEpoch, actor: "operator", why: { kind: "REVOKED" } });
  });
}

/** As drainRunner and undrainRunner do for a team's own. */
export async function drainSharedRunner(system: PrismaClient, id: string, isDrain: boolean): Promise<void> {
  const found = await system.runner.findFirst({ where: sharedRunner(id), select: { id: true } });
  if (!found) throw new OperatorError(`There is no shared runner ${id}. “operator pools” lists them.`);
  await system.runner.updateMany({
    where: { id, drainRequestedAt: isDrain ? null : { not: null } },
    data: { drainRequestedAt: isDrain ? new Date() : null },
  });
}

export interface SharedPool {
  readonly name: string;
  readonly runners: readonly {
    readonly id: string;
    readonly name: string;
    readonly lastSeenAt: Date | null;
    readonly drainRequestedAt: Date | null;
  }[];
  readonly doors: readonly { readonly name: string; readonly team: { readonly slug: string } }[];
}

export const listSharedPools = (system: PrismaClient): Promise<SharedPool[]> =>
  system.pool.findMany({
    where: { team: { isOperator: true } },
    orderBy: { name: "asc" },
    select: {
      name: true,
      runners: {
        where: { revokedAt: null },
        orderBy: { name: "asc" },
        select: { id: true, name: true, lastSeenAt: true, drainRequestedAt: true },
      },
      doors: { orderBy: { name: "asc" }, select: { name: true, team: { select: { slug: true } } } },
    },
  });
