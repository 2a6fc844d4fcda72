/**
 * @file Lists that grow: Relay connections with opaque keyset cursors. 20 rows unless `first` says otherwise, at most 100.
 *
 * A cursor holds the sort key and id of its row, so that rows which arrive meanwhile neither hide nor repeat others.
 */
import type { ObjectRef } from "@pothos/core";
import { badUserInput } from "../errors.ts";
import { builder } from "./builder.ts";

const FIRST_DEFAULT = 20;
const FIRST_MAX = 100;

/** The sort key and id of a row; the key is text, a number or null, as JSON keeps it. */
export type Cursor = readonly [key: string | number | null, id: string];
export interface Page {
  /** Rows to answer. */
  readonly first: number;
  /** Rows to read: one more, which tells whether there is a next page. */
  readonly take: number;
  readonly after: Cursor | null;
}
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfo;
  readonly totalCount?: number | bigint;
}
interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function decode(text: string): Cursor {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(cursor) && cursor.length === 2 && typeof cursor[1] === "string") return cursor as unknown as Cursor;
  } catch {
    // Not JSON: refused below, with every other text that is no cursor of ours.
  }
  throw badUserInput("`after` is not a cursor of this list: pass an `endCursor` that it answered.");
}

/** What `first` and `after` ask for. @throws BAD_USER_INPUT */
export function readPage(args: { first?: number | null; after?: string | null }): Page {
  const first = args.first ?? FIRST_DEFAULT;
  if (first < 0 || first > FIRST_MAX) throw badUserInput(`\`first\` is between 0 and ${FIRST_MAX}, not ${first}.`);
  return { first, take: first + 1, after: args.after ? decode(args.after) : null };
}

/** The connection of `rows`, which were read with `page.take`. */
export function toConnection<Node>(rows: readonly Node[], page: Page, cursorOf: (row: Node) => Cursor): Connection<Node> {
  const edges = rows.slice(0, page.first).map((node) => ({ cursor: encode(cursorOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const PageInfoType = builder.objectRef<PageInfo>("PageInfo").implement({
  description: "Where a page stands in its list.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean("hasNextPage"),
    hasPreviousPage: t.exposeBoolean("hasPreviousPage"),
    startCursor: t.exposeString("startCursor", { nullable: true }),
    endCursor: t.exposeString("endCursor", { nullable: true }),
  }),
});

/** The types `<Name>Connection` and `<Name>Edge` of a node type; `withTotal` adds totalCount where it is cheap. */
export function defineConnection<Node>(name: string, node: ObjectRef<typeof builder.$inferSchemaTypes, Node>, withTotal = false) {
  const Edge = builder.objectRef<{ readonly cursor: string; readonly node: Node }>(`${name}Edge`).implement({
    description: "A row and its place.",
    fields: (t) => ({
      cursor: t.exposeString("cursor", { description: "Opaque: pass it as `after`." }),
      node: t.field({ type: node as never, resolve: (edge) => edge.node as never }),
    }),
  });
  return builder.objectRef<Connection<Node>>(`${name}Connection`).implement({
    description: "A page of a list.",
    fields: (t) => ({
      edges: t.field({ type: [Edge], resolve: (connection) => [...connection.edges] }),
      pageInfo: t.field({ type: PageInfoType, resolve: (connection) => connection.pageInfo }),
      ...(withTotal ? { totalCount: t.field({ type: "SafeInt", resolve: (connection) => connection.totalCount ?? 0 }) } : {}),
    }),
  });
}
