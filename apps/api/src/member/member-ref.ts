/** @file The Member type's name and source row; its fields are in member.ts. Apart, so that types may refer to each other without a cycle. */
import type { MemberModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type MemberRow = MemberModel;
export const MemberRef = builder.objectRef<MemberRow>("Member");
