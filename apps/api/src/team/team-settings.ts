/** @file TeamSettings: what a team may use. */
import { builder } from "../schema/builder.ts";
import type { TeamRow } from "./team-ref.ts";

export const TeamSettingsRef = builder.objectRef<TeamRow>("TeamSettings").implement({
  description: "What a team may use. Set by whoever runs Capstan.",
  fields: (t) => ({
    runCap: t.exposeInt("runCap", { description: "Runs that may train at once; further ones wait." }),
    linkedFoldersAllowed: t.boolean({
      description: "Whether importDataset takes `linkedFolder`: a folder that lies where API and runners run.",
      resolve: (_team, _args, ctx) => ctx.config.linkedFolders.length > 0,
    }),
  }),
});
