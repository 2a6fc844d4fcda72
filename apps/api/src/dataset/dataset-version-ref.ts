/** @file The DatasetVersion type's name and source row; its fields are in dataset-version.ts. Apart, so that types may refer to each other without a cycle. */
import type { DatasetVersionModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type DatasetVersionRow = DatasetVersionModel;
export const DatasetVersionRef = builder.objectRef<DatasetVersionRow>("DatasetVersion");
