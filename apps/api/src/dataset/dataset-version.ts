/** @file DatasetVersion: an immutable set of pictures, or one that is being imported. */
import type { DatasetVersionStatus } from "@capstan/prisma/enums";
import { READ, requireIn } from "../access.ts";
import { builder } from "../schema/builder.ts";
import { present } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import type { Context } from "../context.ts";
import { DatasetRef } from "./dataset-ref.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "./dataset-version-ref.ts";
import { findingsOf, ImportFindingRef, parseProgress, parseReport, type ImportFinding, type ImportProgress } from "./import-report.ts";
import { loadDatasetRow } from "./load-versions.ts";

export const DatasetVersionStatusEnum = builder.enumType("DatasetVersionStatus", {
  description: "Whether a dataset version can be trained on.",
  values: {
    IMPORTING: { description: "Being read and checked; see progress." },
    READY: { description: "Complete, and never changed again." },
    FAILED: { description: "Refused or broken off; see failure. Nothing of it was kept." },
  } satisfies Record<DatasetVersionStatus, { description: string }>,
});

const ImportProgressRef = builder.objectRef<ImportProgress>("ImportProgress").implement({
  description: "How far an import is.",
  fields: (t) => ({
    phase: t.exposeString("phase", { description: "What is being done: upload, captions, pictures, manifest or index." }),
    done: t.field({
      type: "SafeInt",
      description: "Things done in this phase: pictures, or bytes of the upload.",
      resolve: (progress) => progress.done,
    }),
    total: t.field({
      type: "SafeInt",
      description: "Things to do in this phase; 0 while it is not known.",
      resolve: (progress) => progress.total,
    }),
    share: t.float({ description: "Of this phase, 0 to 1.", resolve: ({ done, total }) => (total > 0 ? Math.min(1, done / total) : 0) }),
  }),
});

interface Report {
  readonly pictures: number;
  readonly captions: number;
  readonly findings: readonly ImportFinding[];
}
const ImportReportRef = builder.objectRef<Report>("ImportReport").implement({
  description: "What an import took and what it found.",
  fields: (t) => ({
    pictures: t.field({ type: "SafeInt", description: "Pictures that are in the version.", resolve: (report) => report.pictures }),
    captions: t.field({ type: "SafeInt", description: "Reference captions of these pictures.", resolve: (report) => report.captions }),
    findings: t.field({
      type: [ImportFindingRef],
      description: "What was left out or looks odd; empty when nothing was.",
      resolve: (report) => [...report.findings],
    }),
  }),
});

const DatasetCountsRef = builder.objectRef<DatasetVersionRow>("DatasetCounts").implement({
  description: "How much a dataset version holds. All 0 until it is READY.",
  fields: (t) => ({
    pictures: t.field({ type: "SafeInt", description: "Pictures of all splits.", resolve: (version) => version.pictureCount }),
    captions: t.field({ type: "SafeInt", description: "Reference captions.", resolve: (version) => version.captionCount }),
    train: t.field({ type: "SafeInt", description: "Pictures to train on.", resolve: (version) => version.trainCount }),
    val: t.field({ type: "SafeInt", description: "Pictures to validate on.", resolve: (version) => version.valCount }),
    test: t.field({ type: "SafeInt", description: "Pictures that training never sees.", resolve: (version) => version.testCount }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes of the pictures' files.", resolve: (version) => version.sizeBytes }),
  }),
});

/** The caller's version. @throws NOT_FOUND, the same for missing and foreign. */
export const loadDatasetVersion = (ctx: Context, id: string): Promise<DatasetVersionRow> =>
  loadNode(ctx, "datasetVersion", (tx) => tx.datasetVersion.findUnique({ where: { id } }), id);

DatasetVersionRef.implement({
  description: "A dataset as it was imported once. What runs train on; immutable once READY.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    dataset: t.field({
      type: DatasetRef,
      description: "The dataset that it is a version of.",
      resolve: (version, _args, ctx) => present(loadDatasetRow(ctx, version.datasetId)),
    }),
    number: t.exposeInt("number", { description: "Counts up within the dataset, from 1." }),
    status: t.field({ type: DatasetVersionStatusEnum, description: "Whether it can be trained on.", resolve: (version) => version.status }),
    createdAt: t.field({ type: "DateTime", description: "When the import was asked for.", resolve: (version) => version.createdAt }),
    readyAt: t.field({ type: "DateTime", nullable: true, description: "When the import was done.", resolve: (version) => version.readyAt }),
    isLinked: t.boolean({
      description: "True when the pictures stay in a folder that the server and the runners read.",
      resolve: (version) => version.linkedRoot !== null,
    }),
    contentHash: t.exposeString("contentHash", {
      nullable: true,
      description: "SHA-256 over names, splits, pictures and captions: equal for equal content.",
    }),
    progress: t.field({
      type: ImportProgressRef,
      nullable: true,
      description: "While it is IMPORTING.",
      resolve: (version) => (version.status === "IMPORTING" ? parseProgress(version.progress) : null),
    }),
    report: t.field({
      type: ImportReportRef,
      nullable: true,
      description: "What the import found; null until it is READY.",
      resolve: (version) => {
        const report = parseReport(version.report);
        return report && { pictures: report.pictures, captions: report.captions, findings: findingsOf(report) };
      },
    }),
    failure: t.exposeString("failure", { nullable: true, description: "Why it FAILED and what to do, for people." }),
    counts: t.field({ type: DatasetCountsRef, description: "How much it holds.", resolve: (version) => version }),
  }),
});
registerNode("datasetVersion", "DatasetVersion", (tx, id) => tx.datasetVersion.findUnique({ where: { id } }));

builder.queryField("datasetVersion", (t) =>
  t.field({
    type: DatasetVersionRef,
    description: "A dataset version.",
    args: { id: t.arg.id({ required: true, description: "`dsv_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const version = await loadDatasetVersion(ctx, id);
      requireIn(ctx.caller, version.teamId, READ);
      return version;
    },
  }),
);
