/** @file What is said of a setting: its path, type, unit, range, default, help and CATR's own name for it; and the groups of settings. */

interface FieldBase {
  /** Two words: the group and the setting. */
  readonly path: `${Group}.${string}`;
  readonly label: string;
  readonly help: string;
  /** What CATR's configuration.py or its guide calls it. */
  readonly catrName?: string;
  readonly unit?: string;
}
export interface NumberField extends FieldBase {
  readonly type: "integer" | "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface ChoiceField extends FieldBase {
  readonly type: "choice";
  readonly default: string;
  readonly options: readonly string[];
}
export interface SwitchField extends FieldBase {
  readonly type: "boolean";
  readonly default: boolean;
}
export type Field = NumberField | ChoiceField | SwitchField;

export const GROUPS = {
  model: "Model",
  picture: "Pictures",
  text: "Captions",
  optimizer: "Optimiser",
  schedule: "Length and schedule",
  checkpoint: "Checkpoints and logs",
} as const;
export type Group = keyof typeof GROUPS;
