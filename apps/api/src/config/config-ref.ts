/** @file The Config type's name and source row; its fields are in config.ts. Apart, so that types may refer to each other without a cycle. */
import type { ConfigModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type ConfigRow = ConfigModel;
export const ConfigRef = builder.objectRef<ConfigRow>("Config");
