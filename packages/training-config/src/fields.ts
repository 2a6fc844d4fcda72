/**
 * @file Every setting of a training, in the order in which people see them.
 *
 * This table is the only place where a setting is described. The parser, the form, the command line and the GraphQL types
 * are made from it. Defaults are those of the `capstan` preset; presets.ts lists what the others change.
 */
import type { Field } from "./field.ts";
import { CHECKPOINT_FIELDS } from "./fields/checkpoint.ts";
import { MODEL_FIELDS } from "./fields/model.ts";
import { OPTIMIZER_FIELDS } from "./fields/optimizer.ts";
import { PICTURE_FIELDS } from "./fields/picture.ts";
import { SCHEDULE_FIELDS } from "./fields/schedule.ts";
import { TEXT_FIELDS } from "./fields/text.ts";

export const FIELDS = [
  ...MODEL_FIELDS,
  ...PICTURE_FIELDS,
  ...TEXT_FIELDS,
  ...OPTIMIZER_FIELDS,
  ...SCHEDULE_FIELDS,
  ...CHECKPOINT_FIELDS,
] as const satisfies readonly Field[];

export type FieldPath = (typeof FIELDS)[number]["path"];
