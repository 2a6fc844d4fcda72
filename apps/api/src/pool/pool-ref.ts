/** @file The Pool type's name and source row; its fields are in pool.ts. Apart, so that types may refer to each other without a cycle. */
import type { PoolModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type PoolRow = PoolModel;
export const PoolRef = builder.objectRef<PoolRow>("Pool");
