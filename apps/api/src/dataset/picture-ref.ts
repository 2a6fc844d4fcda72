/** @file The Picture type's name and source row; its fields are in picture.ts. Apart, so that types may refer to each other without a cycle. */
import type { PictureModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type PictureRow = PictureModel;
export const PictureRef = builder.objectRef<PictureRow>("Picture");
