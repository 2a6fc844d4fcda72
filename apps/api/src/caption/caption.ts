/** @file Caption: what a checkpoint said of a picture; and a team's list of them. */
import type { CaptionCandidate, CaptionToken } from "@capstan/captioner/decoding";
import { z } from "zod";
import { CheckpointRef } from "../checkpoint/checkpoint-ref.ts";
import { pictureUrl } from "../http/picture-url.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { loadCheckpoint, present } from "../schema/load-rows.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef } from "../team/team-ref.ts";
import { CaptionRef } from "./caption-ref.ts";

type Attention = NonNullable<CaptionToken["attention"]>;

const Candidates: z.ZodType<CaptionCandidate[]> = z.array(
  z.object({
    text: z.string(),
    logProbability: z.number(),
    tokens: z.array(
      z.object({
        text: z.string(),
        logProbability: z.number(),
        attention: z.object({ rows: z.number(), columns: z.number(), weights: z.array(z.number()) }).optional(),
      }),
    ),
  }),
);

const AttentionRef = builder.objectRef<Attention>("Attention").implement({
  description: "Where in the picture the model looked when it chose a token: weights over a grid.",
  fields: (t) => ({
    rows: t.exposeInt("rows", { description: "Cells from top to bottom." }),
    columns: t.exposeInt("columns", { description: "Cells from left to right." }),
    weights: t.floatList({ description: "rows x columns weights, row by row, 0 to 1.", resolve: (attention) => [...attention.weights] }),
  }),
});

const CaptionTokenRef = builder.objectRef<CaptionToken>("CaptionToken").implement({
  description: "A piece of a caption.",
  fields: (t) => ({
    text: t.exposeString("text", { description: "As the vocabulary has it: a leading ## joins it to the piece before." }),
    logProbability: t.exposeFloat("logProbability", { description: "Natural logarithm of its probability after the pieces before." }),
    attention: t.field({
      type: AttentionRef,
      nullable: true,
      description: "When it was asked for.",
      resolve: (token) => token.attention ?? null,
    }),
  }),
});

const CaptionCandidateRef = builder.objectRef<CaptionCandidate>("CaptionCandidate").implement({
  description: "One of the captions that a search found.",
  fields: (t) => ({
    text: t.exposeString("text", { description: "For people." }),
    logProbability: t.exposeFloat("logProbability", { description: "Natural logarithm of the whole caption's probability." }),
    tokens: t.field({ type: [CaptionTokenRef], description: "Its pieces, in order.", resolve: (candidate) => [...candidate.tokens] }),
  }),
});

CaptionRef.implement({
  description: "An answer of captionImage.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    text: t.exposeString("text", { description: "The best candidate." }),
    checkpoint: t.field({
      type: CheckpointRef,
      description: "Which checkpoint said it.",
      resolve: (caption, _args, ctx) => present(loadCheckpoint(ctx, caption.checkpointId)),
    }),
    latencyMs: t.exposeFloat("latencyMs", {
      description: "Milliseconds from the picture's arrival to the caption: decoding, waiting and captioning.",
    }),
    candidates: t.field({
      type: [CaptionCandidateRef],
      description: "Best first.",
      resolve: (caption) => Candidates.parse(caption.candidates),
    }),
    createdAt: t.field({ type: "DateTime", description: "When it was asked for.", resolve: (caption) => caption.createdAt }),
    imageUrl: t.string({
      nullable: true,
      description: "Shows the picture, when it was kept (keepImage). Signed; valid for at least an hour.",
      resolve: (caption, _args, ctx) => (caption.imageKey === null ? null : pictureUrl(ctx.config, { key: caption.imageKey })),
    }),
  }),
});
registerNode("caption", "Caption", (tx, id) => tx.caption.findUnique({ where: { id } }));

const CaptionConnection = defineConnection("Caption", CaptionRef);
builder.objectField(TeamRef, "captions", (t) =>
  t.field({
    type: CaptionConnection,
    description: "What captionImage answered the team, newest first.",
    args: {
      first: t.arg.int({ description: "Rows, at most 100; 20 when left out." }),
      after: t.arg.string({ description: "The cursor to go on from." }),
    },
    resolve: async (team, args, ctx) => {
      const page = readPage(args);
      // Ids grow with time, and an id is a cursor by itself.
      const where = { teamId: team.id, ...(page.after ? { id: { lt: page.after[1] } } : {}) };
      const rows = await ctx.db((tx) => tx.caption.findMany({ where, orderBy: { id: "desc" }, take: page.take }));
      return toConnection(rows, page, ({ id }) => [null, id]);
    },
  }),
);
