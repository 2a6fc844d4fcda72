import { count, decimal } from "../../format/number.ts";

interface Labelled {
  readonly name: string;
  readonly run: { readonly name: string } | null;
  readonly step: number;
  readonly kinds: readonly string[];
  readonly aliases?: readonly string[];
  readonly validationLoss: number | null;
}

/** For a list to choose from: “First look · step 600 · @demo, best · 0.433”. Weights from elsewhere have their name alone. */
export function checkpointLabel({ name, run, step, kinds, aliases = [], validationLoss }: Labelled): string {
  const named = aliases.map((alias) => `@${alias}`);
  if (!run) return [name, ...named].join(" · ");
  const why = [...named, ...kinds.map((kind) => kind.toLowerCase())].join(", ");
  return [run.name, `step ${count(step)}`, why, validationLoss === null ? "" : decimal(validationLoss)]
    .filter((part) => part !== "")
    .join(" · ");
}
