/** @file The User type's name and source row; its fields are in user.ts. Apart, so that types may refer to each other without a cycle. */
import type { UserModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type UserRow = UserModel;
export const UserRef = builder.objectRef<UserRow>("User");
