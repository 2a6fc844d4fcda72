/**
 * @file The Node interface and `node(id)`: an id's prefix names its kind, and the kind's owner registers how to find it.
 *
 * Finders run in the caller's transaction, so that another team's row is as absent as a missing one.
 */
import type { Tx } from "@capstan/prisma/database";
import { kindOf, type IdKind } from "@capstan/run/id";
import type { Context } from "../context.ts";
import { notFound, unauthenticated } from "../errors.ts";
import { builder } from "./builder.ts";

export const NodeInterface = builder.interfaceRef<{ id: string }>("Node").implement({
  description: "Anything with an id of ours.",
  fields: (t) => ({ id: t.exposeID("id", { description: "A prefix that names the kind, and a UUIDv7 in base32." }) }),
  resolveType: (row) => TYPE_NAMES.get(kindOf(row.id)!) ?? null,
});

type Find = (tx: Tx, id: string) => Promise<{ id: string } | null>;
const TYPE_NAMES = new Map<IdKind, string>();
const FINDERS = new Map<IdKind, Find>();

/** Called once by each type with an id, beside its definition. */
export function registerNode(kind: IdKind, typeName: string, find: Find): void {
  TYPE_NAMES.set(kind, typeName);
  FINDERS.set(kind, find);
}

/** The row of `id`, when it is of `kind` and of a team of the caller. @throws UNAUTHENTICATED; NOT_FOUND, the same for missing and foreign. */
export async function loadNode<Row>(ctx: Context, kind: IdKind, find: (tx: Tx) => Promise<Row | null>, id: string): Promise<Row> {
  if (ctx.caller.kind === "anonymous") throw unauthenticated();
  const row = kindOf(id) === kind ? await ctx.db(find) : null;
  if (row === null) throw notFound();
  return row;
}

builder.queryField("node", (t) =>
  t.field({
    type: NodeInterface,
    nullable: true,
    description: "Anything by its id; null when there is nothing with this id.",
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, ctx) => {
      const kind = kindOf(id);
      const find = kind && FINDERS.get(kind);
      return find ? ctx.db((tx) => find(tx, id)) : null;
    },
  }),
);
