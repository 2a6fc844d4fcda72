/** @file The UploadSession type's name and source row; its fields are in upload.ts. Apart, so that types may refer to each other without a cycle. */
import type { UploadModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type UploadRow = UploadModel;
export const UploadSessionRef = builder.objectRef<UploadRow>("UploadSession");
