/** @file createTeam. Under the system role: the team is nobody's yet. */
import { createHash } from "node:crypto";
import { AppError } from "@capstan/run/error-code";
import { idFrom, newId } from "@capstan/run/id";
import { joinTeam } from "../caller.ts";
import { forbidden, unauthenticated } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { insertTeam } from "./insert-team.ts";
import { slugOf, slugProblem } from "./slug.ts";
import { TeamRef } from "./team-ref.ts";

/** Of one person, so that nobody fills the place with teams. */
const TEAMS_MAX = 50;

const CreateTeamInput = builder.inputType("CreateTeamInput", {
  description: "A new team.",
  fields: (t) => ({
    name: t.string({ required: true, description: "Its name." }),
    slug: t.string({ description: "Its short name in URLs: a-z, 0-9 and single dashes. Left out: made from the name." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same team." }),
  }),
});

/** The same id for the same person and key, so that a repeated call meets its own team. */
const idFor = (userId: string, idempotencyKey: string | null | undefined): string =>
  idempotencyKey
    ? idFrom(
        "team",
        createHash("sha256")
          .update(JSON.stringify([userId, idempotencyKey]))
          .digest()
          .subarray(0, 16),
      )
    : newId("team");

defineMutation({
  name: "createTeam",
  description: "Makes a team, with you as its owner and a pool called default.",
  input: CreateTeamInput,
  run: async (ctx, input) => {
    const { caller } = ctx;
    if (caller.kind === "anonymous") throw unauthenticated();
    if (caller.kind !== "user") throw forbidden("People make teams, by signing in.");
    const name = checkName(input.name, ["name"]);
    const slug = input.slug ?? slugOf(name);
    const problem = slugProblem(slug);
    if (problem) throw new AppError("INVALID_INPUT", problem, { path: ["slug"] });
    const id = idFor(caller.id, input.idempotencyKey);
    if (!caller.roles.has(id)) {
      if (caller.roles.size >= TEAMS_MAX)
        throw new AppError("QUOTA_EXCEEDED", `You are in ${caller.roles.size} teams; ${TEAMS_MAX} is the most. Leave one first.`);
      try {
        await insertTeam(ctx.database.system, { caller, ipAddress: ctx.ipAddress }, { id, slug, name });
      } catch (error) {
        if (isViolationOf(error, "teams_slug_key"))
          throw new AppError("NAME_TAKEN", `There is a team called “${slug}” already. Choose another short name.`, { path: ["slug"] });
        // The same call came twice at once: the other one made it.
        if (!isViolationOf(error, "teams_pkey")) throw error;
      }
      joinTeam(caller, id, "OWNER");
    }
    return { team: await ctx.db((tx) => tx.team.findUniqueOrThrow({ where: { id } })) };
  },
  payload: (t) => ({
    team: t.field({ type: TeamRef, nullable: true, description: "The new team.", resolve: ({ result }) => result?.team }),
  }),
});
