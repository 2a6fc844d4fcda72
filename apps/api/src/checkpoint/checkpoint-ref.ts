/** @file The Checkpoint type's name and source row; its fields are in checkpoint.ts. Apart, so that types may refer to each other without a cycle. */
import type { CheckpointModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type CheckpointRow = CheckpointModel;
export const CheckpointRef = builder.objectRef<CheckpointRow>("Checkpoint");
