/** @file An import's progress and report, as they are stored and as they are shown. */
import { z } from "zod";
import { builder } from "../schema/builder.ts";

const count = z.number().int().min(0);
const Progress = z.object({ phase: z.string(), done: count, total: count });
export type ImportProgress = Readonly<z.infer<typeof Progress>>;

const Finding = z.object({ count, examples: z.array(z.string()), advice: z.string() });
const FAULTS = ["missing", "undecodable", "captionless", "duplicates", "overLong", "identical"] as const;
const Report = z.object({
  pictures: count,
  captions: count,
  missing: Finding,
  undecodable: Finding,
  captionless: Finding,
  duplicates: Finding,
  overLong: Finding,
  /** An earlier version of the dataset with the same content. */
  identical: Finding.optional(),
});
export type StoredReport = z.infer<typeof Report>;

export interface ImportFinding {
  readonly kind: string;
  readonly count: number;
  readonly examples: readonly string[];
  readonly advice: string;
}

/** The stored progress; before the first report of it, the beginning. */
export const parseProgress = (stored: unknown): ImportProgress =>
  stored === null ? { phase: "captions", done: 0, total: 0 } : Progress.parse(stored);

export const parseReport = (stored: unknown): StoredReport | null => (stored === null ? null : Report.parse(stored));

/** What there is to tell: kinds that were found at least once. */
export const findingsOf = (report: StoredReport): ImportFinding[] =>
  FAULTS.flatMap((kind) => {
    const finding = report[kind];
    return finding && finding.count > 0 ? [{ kind, ...finding }] : [];
  });

export const ImportFindingRef = builder.objectRef<ImportFinding>("ImportFinding").implement({
  description: "Something that an import left out, or that looks odd.",
  fields: (t) => ({
    kind: t.exposeString("kind", { description: "missing, undecodable, captionless, duplicates, overLong or identical." }),
    count: t.field({ type: "SafeInt", description: "How often.", resolve: (finding) => finding.count }),
    examples: t.stringList({ description: "File names with what is wrong, at most twenty.", resolve: (finding) => [...finding.examples] }),
    advice: t.exposeString("advice", { description: "What to do about it." }),
  }),
});
