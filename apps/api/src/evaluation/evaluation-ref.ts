/** @file The Evaluation type's name and source row; its fields are in evaluation.ts. Apart, so that types may refer to each other without a cycle. */
import type { EvaluationModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type EvaluationRow = EvaluationModel;
export const EvaluationRef = builder.objectRef<EvaluationRow>("Evaluation");
