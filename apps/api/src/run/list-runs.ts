/** @file Team.runs: the list of runs, filtered, in four orders. */
import type { Prisma } from "@capstan/prisma/client";
import type { RunStatus } from "@capstan/run/status";
import type { Context } from "../context.ts";
import { DatasetRef } from "../dataset/dataset-ref.ts";
import { badUserInput } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection, type Connection, type Cursor } from "../schema/define-connection.ts";
import { TeamRef } from "../team/team-ref.ts";
import { RunStatusEnum } from "./run-enums.ts";
import { RunRef, type RunRow } from "./run-ref.ts";

const RunOrderField = builder.enumType("RunOrderField", {
  description: "What runs are ordered by. Runs that have no such value yet come last, whatever the direction.",
  values: {
    CREATED_AT: { description: "When it was queued first." },
    FINISHED_AT: { description: "When it ended." },
    BEST_VALIDATION_LOSS: { description: "Lowest validation loss." },
    NAME: { description: "By the alphabet, capitals first." },
  },
});
const OrderDirection = builder.enumType("OrderDirection", {
  description: "Which end comes first.",
  values: { ASC: { description: "Smallest, earliest or A first." }, DESC: { description: "Largest, latest or Z first." } },
});
const RunOrder = builder.inputType("RunOrder", {
  description: "An order of runs.",
  fields: (t) => ({
    field: t.field({ type: RunOrderField, required: true, description: "By what." }),
    direction: t.field({ type: OrderDirection, required: true, description: "Which end first." }),
  }),
});
const RunFilter = builder.inputType("RunFilter", {
  description: "Runs for which all that is given is true.",
  fields: (t) => ({
    status: t.field({ type: [RunStatusEnum], description: "In one of these states." }),
    configId: t.id({ description: "Made from this saved configuration." }),
    datasetId: t.id({ description: "Trains on a version of this dataset." }),
    tag: t.string({ description: "Has this tag." }),
    createdBy: t.id({ description: "Queued by this user or API key." }),
    nameContains: t.string({ description: "Its name holds this text; capitals do not matter." }),
    createdAfter: t.field({ type: "DateTime", description: "Queued at this moment or later." }),
    createdBefore: t.field({ type: "DateTime", description: "Queued before this moment." }),
  }),
});

const COLUMNS = { CREATED_AT: "createdAt", FINISHED_AT: "finishedAt", BEST_VALIDATION_LOSS: "bestValidationLoss", NAME: "name" } as const;
type OrderField = keyof typeof COLUMNS;
interface Order {
  readonly field: OrderField;
  readonly direction: "ASC" | "DESC";
}
const NEWEST_FIRST: Order = { field: "CREATED_AT", direction: "DESC" };

interface Filter {
  readonly status?: readonly RunStatus[] | null;
  readonly configId?: string | null;
  readonly datasetId?: string | null;
  readonly tag?: string | null;
  readonly createdBy?: string | null;
  readonly nameContains?: string | null;
  readonly createdAfter?: Date | null;
  readonly createdBefore?: Date | null;
}

/** LIKE's own signs mean themselves. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

function matching(filter: Filter): Prisma.RunWhereInput {
  const { status, configId, datasetId, tag, createdBy, nameContains, createdAfter, createdBefore } = filter;
  return {
    ...(status ? { status: { in: [...status] } } : {}),
    ...(configId ? { configId } : {}),
    ...(datasetId ? { datasetVersion: { datasetId } } : {}),
    ...(tag ? { tags: { has: tag } } : {}),
    ...(createdBy ? { createdById: createdBy } : {}),
    ...(nameContains ? { name: { contains: literal(nameContains), mode: "insensitive" as const } } : {}),
    ...(createdAfter || createdBefore
      ? { createdAt: { ...(createdAfter ? { gte: createdAfter } : {}), ...(createdBefore ? { lt: createdBefore } : {}) } }
      : {}),
  };
}

/** Rows behind the cursor. Rows without a value come last, ordered by id alone. */
function behind({ field, direction }: Order, [key, id]: Cursor): Prisma.RunWhereInput {
  const column = COLUMNS[field];
  const beyond = direction === "ASC" ? "gt" : "lt";
  if (key === null) return { [column]: null, id: { [beyond]: id } };
  const isDate = column === "createdAt" || column === "finishedAt";
  const value = isDate ? new Date(key) : key;
  const fits = value instanceof Date ? !Number.isNaN(value.getTime()) : typeof value === (column === "name" ? "string" : "number");
  if (!fits) throw badUserInput("`after` is a cursor of another order: begin again without it.");
  const isNullable = column === "finishedAt" || column === "bestValidationLoss";
  return {
    OR: [{ [column]: { [beyond]: value } }, { [column]: value, id: { [beyond]: id } }, ...(isNullable ? [{ [column]: null }] : [])],
  };
}

const cursorOf = ({ field }: Order, run: RunRow): Cursor => {
  const value = run[COLUMNS[field]];
  return [value instanceof Date ? value.toISOString() : value, run.id];
};

function ordered({ field, direction }: Order): Prisma.RunOrderByWithRelationInput[] {
  const sort = direction === "ASC" ? ("asc" as const) : ("desc" as const);
  const isNullable = field === "FINISHED_AT" || field === "BEST_VALIDATION_LOSS";
  return [{ [COLUMNS[field]]: isNullable ? { sort, nulls: "last" as const } : sort }, { id: sort }];
}

export async function listRuns(
  ctx: Context,
  where: Prisma.RunWhereInput & { readonly teamId: string },
  args: { filter?: Filter | null; orderBy?: Order | null; first?: number | null; after?: string | null },
): Promise<Connection<RunRow>> {
  const page = readPage(args);
  const order = args.orderBy ?? NEWEST_FIRST;
  const conditions = [where, { deletedAt: null }, matching(args.filter ?? {}), page.after ? behind(order, page.after) : {}];
  const rows = await ctx.db((tx) => tx.run.findMany({ where: { AND: conditions }, orderBy: ordered(order), take: page.take }));
  return toConnection(rows, page, (run) => cursorOf(order, run));
}

export const RunConnection = defineConnection("Run", RunRef);

builder.objectField(TeamRef, "runs", (t) =>
  t.field({
    type: RunConnection,
    description: "Trainings, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: RunFilter, description: "Which ones." }),
      orderBy: t.arg({ type: RunOrder, description: "In which order." }),
      first: t.arg.int({ description: "1 to 100; 20 if left out." }),
      after: t.arg.string({ description: "An endCursor." }),
    },
    resolve: (team, args, ctx) => listRuns(ctx, { teamId: team.id }, args),
  }),
);

builder.objectField(DatasetRef, "runs", (t) =>
  t.field({
    type: RunConnection,
    description: "Trainings on any of its versions, the newest first.",
    args: { first: t.arg.int({ description: "1 to 100; 20 if left out." }), after: t.arg.string({ description: "An endCursor." }) },
    resolve: (dataset, args, ctx) => listRuns(ctx, { teamId: dataset.teamId, datasetVersion: { datasetId: dataset.id } }, args),
  }),
);
