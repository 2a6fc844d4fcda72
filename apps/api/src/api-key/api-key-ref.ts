/** @file The ApiKey type's name and source row; its fields are in api-key.ts. Apart, so that types may refer to each other without a cycle. */
import type { ApiKeyModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type ApiKeyRow = ApiKeyModel;
export const ApiKeyRef = builder.objectRef<ApiKeyRow>("ApiKey");
