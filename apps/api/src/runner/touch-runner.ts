/** @file Notes that a runner was heard of, and what it says of itself. */
import type { Statements } from "@capstan/prisma/statements";
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";
import type { RunEngine } from "./run-engine.ts";
import type { RunnerLoop } from "./runner-loop.ts";

const TOUCH_SECONDS = 5;
const REMEMBERED_MAX = 5_000;
/** When this process touched each runner last, by performance.now(). By team, too: a shared runner that is bound to a run's team has no row there. */
const touched = new Map<string, number>();

/** Written at most every few seconds, whichever process is called: a busy runner calls many times in one. */
export async function touchRunner(tx: Statements, { teamId, id }: RunnerCaller): Promise<void> {
  const [key, now] = [`${teamId} ${id}`, performance.now()];
  if (now - (touched.get(key) ?? -Infinity) < TOUCH_SECONDS * 1_000) return;
  if (touched.size >= REMEMBERED_MAX) touched.clear();
  touched.set(key, now);
  await tx.$executeRaw`
    UPDATE runners SET last_seen_at = now() WHERE team_id = ${teamId} AND id = ${id}
      AND (last_seen_at IS NULL OR last_seen_at < now() - ${TOUCH_SECONDS}::float8 * interval '1 second')`;
}

/** True while somebody drains it. */
export async function isDraining(tx: Statements, { teamId, id }: RunnerCaller): Promise<boolean> {
  const rows = await tx.$queryRaw<
    { draining: boolean }[]
  >`SELECT drain_requested_at IS NOT NULL AS draining FROM runners WHERE team_id = ${teamId} AND id = ${id}`;
  return rows[0]?.draining === true;
}

/** Writes down what its loops do, when that changed. Null: it did not say. */
export async function noteLoops(tx: Statements, { teamId, id }: RunnerCaller, loops: readonly RunnerLoop[] | null): Promise<void> {
  if (loops === null) return;
  const text = JSON.stringify(loops);
  await tx.$executeRaw`UPDATE runners SET loops = ${text}::jsonb WHERE team_id = ${teamId} AND id = ${id} AND loops IS DISTINCT FROM ${text}::jsonb`;
}

export interface AboutRunner {
  readonly version: string;
  readonly host: string | null;
  readonly engine: RunEngine | null;
  /** Why nothing can be trained there; null: it can. */
  readonly cannotTrain: string | null;
}

const TEXT_MAX = 200;
const REASON_MAX = 2_000;

/** Writes only what changed: a written engine, or reason, wakes everybody who watches the team's runners. */
export async function describeRunner(tx: Statements, { teamId, id }: RunnerCaller, about: AboutRunner): Promise<void> {
  const [version, host, cannotTrain] = [
    about.version.slice(0, TEXT_MAX),
    about.host?.slice(0, TEXT_MAX) ?? null,
    about.cannotTrain?.slice(0, REASON_MAX) ?? null,
  ];
  const engine = about.engine && JSON.stringify(about.engine);
  await tx.$executeRaw`
    UPDATE runners SET version = ${version}, host = ${host}, engine = coalesce(${engine}::jsonb, engine), cannot_train = ${cannotTrain}
    WHERE team_id = ${teamId} AND id = ${id}
      AND (version IS DISTINCT FROM ${version} OR host IS DISTINCT FROM ${host} OR cannot_train IS DISTINCT FROM ${cannotTrain} OR (${engine}::jsonb IS NOT NULL AND engine IS DISTINCT FROM ${engine}::jsonb))`;
}

/** The engine that an input gives. */
export const engineOf = (input: Omit<RunEngine, "parameters"> & { readonly parameters?: number | null }): RunEngine => ({
  name: input.name,
  device: input.device,
  precision: input.precision,
  threads: input.threads,
  notUsed: [...input.notUsed],
  parameters: input.parameters ?? 0,
});

/** What each runner said last to this process, and when, by performance.now(). */
const heard = new Map<string, { readonly said: string; readonly ms: number }>();

/** Writes down that the runner called and what it said, unless it said the same a moment ago. */
export async function noteRunner(
  ctx: Context,
  runner: RunnerCaller,
  about: AboutRunner,
  loops: readonly RunnerLoop[] | null,
): Promise<void> {
  const said = JSON.stringify([about, loops]);
  const last = heard.get(runner.id);
  const now = performance.now();
  if (last?.said === said && now - last.ms < TOUCH_SECONDS * 1_000) return;
  await ctx.sql(async (tx) => {
    await touchRunner(tx, runner);
    await describeRunner(tx, runner, about);
    await noteLoops(tx, runner, loops);
  });
  if (heard.size >= REMEMBERED_MAX) heard.clear();
  heard.set(runner.id, { said, ms: now });
}
