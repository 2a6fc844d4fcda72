import type { RunOrder } from "../../graphql/documents.generated.ts";

export const ORDERS = {
  newest: { label: "Newest first", orderBy: { field: "CREATED_AT", direction: "DESC" } },
  best: { label: "Lowest validation loss", orderBy: { field: "BEST_VALIDATION_LOSS", direction: "ASC" } },
  finished: { label: "Last finished", orderBy: { field: "FINISHED_AT", direction: "DESC" } },
  name: { label: "By name", orderBy: { field: "NAME", direction: "ASC" } },
} as const satisfies Record<string, { label: string; orderBy: RunOrder }>;
export type OrderName = keyof typeof ORDERS;
