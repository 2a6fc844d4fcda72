/** @file The Run type's name and source row; its fields are in run.ts. Apart, so that types may refer to each other without a cycle. */
import type { RunModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type RunRow = RunModel;
export const RunRef = builder.objectRef<RunRow>("Run");
