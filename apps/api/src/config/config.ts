/** @file Config: a saved training configuration. Also the presets and the table of settings, for forms. */
import { GROUPS, type Field } from "@capstan/training-config/field";
import { FIELDS } from "@capstan/training-config/fields";
import { resolveConfig } from "@capstan/training-config/config";
import { PRESETS, PRESET_NAMES, type PresetName } from "@capstan/training-config/presets";
import { READ, requireIn } from "../access.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { loadUser } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef } from "../team/team-ref.ts";
import { UserRef } from "../user/user-ref.ts";
import { ConfigRef } from "./config-ref.ts";
import { overridesOf, resolveSaved } from "./resolve-saved.ts";
import { TrainingConfigRef } from "./training-config.ts";

type Override = readonly [path: string, value: unknown];
const ConfigOverride = builder.objectRef<Override>("ConfigOverride").implement({
  description: "A setting that differs from its preset.",
  fields: (t) => ({
    path: t.string({ description: "Group and setting, for example optimizer.lr.", resolve: ([path]) => path }),
    value: t.string({ description: "As text: a number, true or false, or a word.", resolve: ([, value]) => String(value) }),
  }),
});

ConfigRef.implement({
  description: "A saved training configuration. Each change is a new revision; runs keep what they were made with.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique among the team's configurations." }),
    revision: t.exposeInt("revision", { description: "Counts the changes, from 1." }),
    createdAt: t.field({ type: "DateTime", description: "When it was saved first.", resolve: (config) => config.createdAt }),
    updatedAt: t.field({ type: "DateTime", description: "When it was changed last.", resolve: (config) => config.updatedAt }),
    createdBy: t.field({
      type: UserRef,
      nullable: true,
      description: "Who saved it; null for an API key, or somebody who left.",
      resolve: (config, _args, ctx) => (config.createdById ? loadUser(ctx, config.createdById) : null),
    }),
    config: t.field({ type: TrainingConfigRef, description: "Every setting with its value.", resolve: resolveSaved }),
    overrides: t.field({
      type: [ConfigOverride],
      description: "What differs from the preset.",
      resolve: (config) => Object.entries(overridesOf(config)),
    }),
  }),
});
registerNode("config", "Config", (tx, id) => tx.config.findUnique({ where: { id, deletedAt: null } }));

const ConfigConnection = defineConnection("Config", ConfigRef);
builder.objectField(TeamRef, "configs", (t) =>
  t.field({
    type: ConfigConnection,
    description: "Saved configurations, the newest first.",
    args: { first: t.arg.int({ description: "1 to 100; 20 if left out." }), after: t.arg.string({ description: "An endCursor." }) },
    resolve: async (team, args, ctx) => {
      const page = readPage(args);
      const rows = await ctx.db((tx) =>
        tx.config.findMany({
          where: { teamId: team.id, deletedAt: null, ...(page.after ? { id: { lt: page.after[1] } } : {}) },
          orderBy: { id: "desc" },
          take: page.take,
        }),
      );
      return toConnection(rows, page, (row) => [null, row.id]);
    },
  }),
);

builder.queryField("config", (t) =>
  t.field({
    type: ConfigRef,
    description: "A saved configuration.",
    args: { id: t.arg.id({ required: true, description: "`cfg_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const config = await loadNode(ctx, "config", (tx) => tx.config.findUnique({ where: { id, deletedAt: null } }), id);
      requireIn(ctx.caller, config.teamId, READ);
      return config;
    },
  }),
);

const Preset = builder.objectRef<PresetName>("Preset").implement({
  description: "A named starting point.",
  fields: (t) => ({
    name: t.string({ description: "What inputs call it.", resolve: (name) => name }),
    title: t.string({ description: "For people.", resolve: (name) => PRESETS[name].title }),
    description: t.string({ description: "What it is good for.", resolve: (name) => PRESETS[name].description }),
    needs: t.string({
      description: "What it wants besides pictures and captions, and what happens without.",
      resolve: (name) => PRESETS[name].needs,
    }),
    config: t.field({ type: TrainingConfigRef, description: "Every setting with its value.", resolve: (name) => resolveConfig(name) }),
    overrides: t.field({
      type: [ConfigOverride],
      description: "What it changes of the defaults.",
      resolve: (name) => Object.entries(PRESETS[name].values),
    }),
  }),
});

const ConfigField = builder.objectRef<Field>("ConfigField").implement({
  description: "A setting, as forms show it.",
  fields: (t) => ({
    path: t.string({ description: "Group and setting, for example optimizer.lr.", resolve: (field) => field.path }),
    group: t.string({ description: "The group's title.", resolve: (field) => GROUPS[field.path.split(".")[0] as keyof typeof GROUPS] }),
    label: t.exposeString("label", { description: "For people." }),
    help: t.exposeString("help", { description: "What it does and when to change it." }),
    type: t.exposeString("type", { description: "integer, number, choice or boolean." }),
    unit: t.string({ nullable: true, description: "Of numbers.", resolve: (field) => field.unit ?? null }),
    min: t.float({ nullable: true, description: "Least value of a number.", resolve: (field) => ("min" in field ? field.min : null) }),
    max: t.float({ nullable: true, description: "Greatest value of a number.", resolve: (field) => ("max" in field ? field.max : null) }),
    options: t.stringList({
      nullable: true,
      description: "The words of a choice.",
      resolve: (field) => ("options" in field ? [...field.options] : null),
    }),
    default: t.string({ description: "As text.", resolve: (field) => String(field.default) }),
    catrName: t.string({ nullable: true, description: "What CATR calls it.", resolve: (field) => field.catrName ?? null }),
  }),
});

builder.queryFields((t) => ({
  presets: t.field({ type: [Preset], description: "Starting points of a configuration.", resolve: () => [...PRESET_NAMES] }),
  configFields: t.field({ type: [ConfigField], description: "Every setting, for forms.", resolve: () => [...FIELDS] as Field[] }),
}));
