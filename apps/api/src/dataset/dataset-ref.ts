/** @file The Dataset type's name and source row; its fields are in dataset.ts. Apart, so that types may refer to each other without a cycle. */
import type { DatasetModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type DatasetRow = DatasetModel;
export const DatasetRef = builder.objectRef<DatasetRow>("Dataset");
