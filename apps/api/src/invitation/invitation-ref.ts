/** @file The Invitation type's name and source row; its fields are in invitation.ts. Apart, so that types may refer to each other without a cycle. */
import type { InvitationModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type InvitationRow = InvitationModel;
export const InvitationRef = builder.objectRef<InvitationRow>("Invitation");
