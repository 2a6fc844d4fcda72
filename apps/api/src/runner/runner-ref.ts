/** @file The Runner type's name and source row; its fields are in runner.ts. Apart, so that types may refer to each other without a cycle. */
import type { RunnerModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type RunnerRow = RunnerModel;
export const RunnerRef = builder.objectRef<RunnerRow>("Runner");
