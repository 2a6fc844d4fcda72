/** @file Picture: an image of a dataset version with its reference captions; and a version's pages of them. */
import { Split } from "@capstan/prisma/enums";
import { countPictures, findPictures } from "@capstan/prisma/queries/find-pictures";
import type { Context } from "../context.ts";
import { badUserInput } from "../errors.ts";
import { pictureUrl } from "../http/picture-url.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { loadDatasetVersion, present } from "../schema/load-rows.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "./dataset-version-ref.ts";
import { PictureRef, type PictureRow } from "./picture-ref.ts";
import { versionFiles } from "./version-files.ts";

const SPLITS = Object.values(Split);

export const SplitEnum = builder.enumType("Split", {
  description: "What a picture is for.",
  values: {
    TRAIN: { description: "Trained on." },
    VAL: { description: "Looked at after each epoch, to choose the best checkpoint." },
    TEST: { description: "Never seen by training." },
  } satisfies Record<Split, { description: string }>,
});

async function urlOf(ctx: Context, picture: PictureRow): Promise<string> {
  const version = await present(loadDatasetVersion(ctx, picture.versionId));
  if (version.linkedRoot !== null) return pictureUrl(ctx.config, { root: version.linkedRoot, file: picture.fileName });
  const { key } = versionFiles(version.files).shards[picture.shard]!;
  const start = Number(picture.offset);
  return pictureUrl(ctx.config, { key, start, end: start + picture.sizeBytes - 1 });
}

PictureRef.implement({
  description: "An image with its reference captions.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    fileName: t.exposeString("fileName", { description: "Path below the dataset's folder, as it was imported." }),
    split: t.field({ type: SplitEnum, description: "What it is for.", resolve: (picture) => picture.split }),
    width: t.exposeInt("width", { description: "Pixels, upright." }),
    height: t.exposeInt("height", { description: "Pixels, upright." }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes of the file.", resolve: (picture) => picture.sizeBytes }),
    sha256: t.exposeString("sha256", { description: "Of the file, in hexadecimal." }),
    references: t.stringList({ description: "Captions by people, as they were imported.", resolve: (picture) => picture.references }),
    url: t.string({
      description: "Shows the picture. Signed; valid for at least an hour.",
      resolve: (picture, _args, ctx) => urlOf(ctx, picture),
    }),
  }),
});
registerNode("picture", "Picture", (tx, id) => tx.picture.findUnique({ where: { id } }));

const PictureConnection = defineConnection("Picture", PictureRef, true);

/** What a version counted when it became READY, so that only a search has to count. */
const countOf = (version: DatasetVersionRow, split: Split | null): bigint =>
  split === null ? version.pictureCount : { TRAIN: version.trainCount, VAL: version.valCount, TEST: version.testCount }[split];

/** A cursor comes from outside: what it holds is a split only when it is one. */
function splitOf(key: string | number | null): Split {
  const split = SPLITS.find((name) => name === key);
  if (!split) throw badUserInput("`after` is not a cursor of this list: pass an `endCursor` that it answered.");
  return split;
}

builder.objectField(DatasetVersionRef, "pictures", (t) =>
  t.field({
    type: PictureConnection,
    description: "Its pictures, by split and import order. None until it is READY.",
    args: {
      split: t.arg({ type: SplitEnum, description: "Only these; all splits when left out." }),
      search: t.arg.string({ description: "Only those whose file name or a caption contains this, in either case." }),
      first: t.arg.int({ description: "Rows, at most 100; 20 when left out." }),
      after: t.arg.string({ description: "The cursor to go on from." }),
    },
    resolve: async (version, args, ctx) => {
      const page = readPage(args);
      if (version.status !== "READY") return { ...toConnection<PictureRow>([], page, ({ id }) => [null, id]), totalCount: 0 };
      const search = { teamId: version.teamId, versionId: version.id, split: args.split ?? null, search: args.search?.trim() || null };
      const after = page.after && ([splitOf(page.after[0]), page.after[1]] as const);
      const [rows, totalCount] = await ctx.db(
        async (tx) =>
          [
            await findPictures(tx, search, after, page.take),
            search.search === null ? countOf(version, search.split) : await countPictures(tx, search),
          ] as const,
      );
      return { ...toConnection(rows, page, ({ split, id }) => [split, id]), totalCount };
    },
  }),
);
