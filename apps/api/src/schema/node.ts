/**
 * @file The Node interface and `node(id)`: an id's prefix names its kind, and the kind's owner registers how to find it.
 *
 * Finders run in the caller's transaction, so that another team's row is as absent as a missing one.
 */
import type { Tx } from "@capstan/prisma/database";
import { kindOf, type IdKind } from "@capstan/run/id";
import { READ, requireIn, type Need } from "../access.ts";
import { teamIdsOf } from "../caller.ts";
import type { Context } from "../context.ts";
import { notFound, unauthenticated } from "../errors.ts";
import { builder } from "./builder.ts";

export const NodeInterface = builder.interfaceRef<{ id: string }>("Node").implement({
  description: "Anything with an id of ours.",
  fields: (t) => ({ id: t.exposeID("id", { description: "A prefix that names the kind, and a UUIDv7 in base32." }) }),
  resolveType: (row) => TYPE_NAMES.get(kindOf(row.id)!) ?? null,
});

type Find = (tx: Tx, id: string) => Promise<{ id: string; teamId?: string } | null>;
interface Finder {
  readonly find: Find;
  readonly need: Need;
}
const TYPE_NAMES = new Map<IdKind, string>();
const FINDERS = new Map<IdKind, Finder>();

/** Called once by each type with an id, beside its definition. `need` is what `node(id)` asks of who looks. */
export function registerNode(kind: IdKind, typeName: string, find: Find, need: Need = READ): void {
  TYPE_NAMES.set(kind, typeName);
  FINDERS.set(kind, { find, need });
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
      const { caller } = ctx;
      if (caller.kind === "anonymous") throw unauthenticated();
      const kind = kindOf(id);
      const finder = kind && FINDERS.get(kind);
      const row = finder ? await ctx.db((tx) => finder.find(tx, id)) : null;
      if (!finder || !row) return null;
      const mine = teamIdsOf(caller);
      // A person is of no team: whoever sees them shares one with them, and reads in it.
      const teamId = kind === "user" ? mine[0] : (row.teamId ?? id);
      if (teamId === undefined || !mine.includes(teamId)) return null;
      requireIn(caller, teamId, finder.need);
      return row;
    },
  }),
);
