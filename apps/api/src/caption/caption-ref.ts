/** @file The Caption type's name and source row; its fields are in caption.ts. Apart, so that types may refer to each other without a cycle. */
import type { CaptionModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type CaptionRow = CaptionModel;
export const CaptionRef = builder.objectRef<CaptionRow>("Caption");
