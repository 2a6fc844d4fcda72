/** @file User: a person, as their team mates see them. */
import { NodeInterface, registerNode } from "../schema/node.ts";
import { UserRef, type UserRow } from "./user-ref.ts";

/** What requests may read of people; see the migration that separates teams. */
export const USER_COLUMNS = { id: true, name: true, email: true, image: true, createdAt: true } as const;

UserRef.implement({
  description: "A person. Visible to the members of their teams.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "As they call themselves." }),
    email: t.exposeString("email", { description: "What they sign in with." }),
  }),
});
registerNode("user", "User", async (tx, id) => (await tx.user.findUnique({ where: { id }, select: USER_COLUMNS })) as UserRow | null);
