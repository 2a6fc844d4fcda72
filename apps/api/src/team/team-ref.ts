/** @file The Team type's name and source row; its fields are in team.ts. Apart, so that types may refer to each other without a cycle. */
import type { TeamModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type TeamRow = TeamModel;
export const TeamRef = builder.objectRef<TeamRow>("Team");
