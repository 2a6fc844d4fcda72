/** @file A whole run out of SQL of ours: as `to_json(run)`, one value instead of fifty columns, of which each would be described and read by itself. */
import type { ChangedRun } from "../announcements.ts";
import { Prisma } from "../generated/client.ts";
import type { RunModel } from "../models.ts";

type Key = keyof RunModel;
type Json = string | number | boolean | null | object;
/** By the columns' names. */
export type RunJson = Readonly<Record<string, Json>>;

/** What JSON writes otherwise than the model has it. */
type KeysOf<T> = { [K in Key]: NonNullable<RunModel[K]> extends T ? K : never }[Key];
const TIMES: Record<KeysOf<Date>, true> = {
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  deletedAt: true,
  leaseUntil: true,
  notBefore: true,
};
const LARGE: Record<KeysOf<bigint>, true> = { ingestSeq: true, eventSeq: true, step: true, totalSteps: true, replayDivergent: true };
/** JSON has no NaN and no infinity: PostgreSQL writes them as text. */
const REAL = { samplesPerSecond: true, etaSeconds: true, bestValidationLoss: true } satisfies { [K in Key]?: true };

function reader(key: string): (value: Json) => unknown {
  if (key in TIMES) return (value) => new Date(value as string);
  if (key in LARGE) return (value) => BigInt(value as number);
  if (key in REAL) return Number;
  return (value) => value;
}
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const COLUMNS = Object.values(Prisma.RunScalarFieldEnum).map((key) => ({ key, column: snake(key), read: reader(key) }));

/** Which run it is. */
export const changedRun = ({ team_id: teamId, id }: RunJson): ChangedRun => ({ teamId: teamId as string, id: id as string });

/** The run that `to_json` wrote. */
export function runOf(json: RunJson): RunModel {
  const run: Record<string, unknown> = {};
  for (const { key, column, read } of COLUMNS) {
    const value = json[column]!;
    run[key] = value === null ? null : read(value);
  }
  return run as unknown as RunModel;
}
