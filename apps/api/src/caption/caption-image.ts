/** @file captionImage: a picture in, a caption out. */
import { newId } from "@capstan/run/id";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import { captionSeconds, timed } from "../http/metrics.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { CheckpointKindEnum } from "../checkpoint/checkpoint.ts";
import { CaptionRef } from "./caption-ref.ts";
import { DecodingInput, decodingOf } from "./decoding-input.ts";
import { findCheckpoint, storedCheckpointOf } from "./find-checkpoint.ts";
import { readImage } from "./read-image.ts";

const ImageInput = builder.inputType("ImageInput", {
  description: "A JPEG, PNG or WebP picture of at most 10 MiB and 50 million pixels.",
  isOneOf: true,
  fields: (t) => ({
    file: t.field({ type: "Upload", description: "By a multipart request." }),
    uploadId: t.id({ description: "A completed upload with the purpose IMAGE." }),
    base64: t.string({
      description: "The file's bytes in base64; a `data:` URL is taken too. For small pictures: a request has at most 1 MiB.",
    }),
  }),
});
const RunCheckpointRef = builder.inputType("RunCheckpointRef", {
  description: "The newest checkpoint of a kind of a run.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`run_...`" }),
    kind: t.field({ type: CheckpointKindEnum, required: true, description: "For example BEST." }),
  }),
});
const CheckpointRefInput = builder.inputType("CheckpointRef", {
  description: "Which checkpoint: by its id, by an alias of the team, or by a run.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "`ckpt_...`" }),
    alias: t.string({ description: "For example `production`; looked up in teamId, the API key's team, or your only one." }),
    run: t.field({ type: RunCheckpointRef, description: "By a run and a kind." }),
  }),
});
const CaptionImageInput = builder.inputType("CaptionImageInput", {
  description: "A picture, and what shall caption it.",
  fields: (t) => ({
    image: t.field({ type: ImageInput, required: true, description: "The picture." }),
    checkpoint: t.field({ type: CheckpointRefInput, required: true, description: "What shall caption it." }),
    decoding: t.field({ type: DecodingInput, description: "How the caption is searched for; greedily when left out." }),
    teamId: t.id({ description: "Where an alias is looked up. Left out: the API key's team, or your only one." }),
    keepImage: t.boolean({ defaultValue: false, description: "Keep the picture with the caption; otherwise it is forgotten." }),
  }),
});

defineMutation({
  name: "captionImage",
  description: "Captions a picture with a checkpoint. The first caption of a checkpoint loads it; the next ones find it warm.",
  input: CaptionImageInput,
  run: async (ctx, input) => {
    const decoding = decodingOf(input.decoding);
    const checkpoint = await findCheckpoint(ctx, input.checkpoint, input.teamId);
    const { teamId } = checkpoint;
    const image = await readImage(ctx, input.image, teamId);
    const startedMs = performance.now();
    const candidates = await timed(captionSeconds, () => ctx.captions.caption(image, storedCheckpointOf(checkpoint), decoding, teamId));
    const latencyMs = performance.now() - startedMs;

    const id = newId("caption");
    const imageKey = input.keepImage ? `${teamId}/captions/${id}` : null;
    if (imageKey) await ctx.store.put(imageKey, image);
    const text = candidates[0]?.text ?? "";
    try {
      const caption = await ctx.db(async (tx) => {
        const data = { id, teamId, checkpointId: checkpoint.id, text, latencyMs, imageKey, createdById: actorIdOf(ctx.caller) };
        const created = await tx.caption.create({ data: { ...data, candidates: JSON.parse(JSON.stringify(candidates)) as object } });
        await recordAudit(ctx, tx, {
          teamId,
          action: "captionImage",
          objectId: id,
          summary: `Captioned a picture with ${checkpoint.id}${imageKey ? " and kept it" : ""}.`,
        });
        return created;
      });
      return { caption };
    } catch (error) {
      if (imageKey) await ctx.store.delete(imageKey);
      throw error;
    }
  },
  payload: (t) => ({
    caption: t.field({ type: CaptionRef, nullable: true, description: "The caption.", resolve: (outcome) => outcome.result?.caption }),
  }),
});
