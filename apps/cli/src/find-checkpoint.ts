/** @file Which checkpoint somebody means: an id, an alias, `run:kind`, or a kind alone (of the newest run that has one). */
import { CHECKPOINT_KINDS, type CheckpointKind } from "@capstan/run/checkpoint-kind";
import { kindOf } from "@capstan/run/id";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import { findRunId } from "./find-run.ts";
import { AliasesDocument, NewestCheckpointsDocument, RunCheckpointsDocument } from "./graphql/documents.generated.ts";

export type CheckpointWords =
  | { readonly is: "id"; readonly id: string }
  | { readonly is: "run"; readonly run: string; readonly kind: CheckpointKind }
  | { readonly is: "kind"; readonly kind: CheckpointKind }
  | { readonly is: "alias"; readonly alias: string };

const kindNamed = (word: string): CheckpointKind | undefined => CHECKPOINT_KINDS.find((kind) => kind === word.toUpperCase());

/** @throws {CliError} */
export function parseCheckpoint(words: string): CheckpointWords {
  if (/\.(pth?|safetensors)$/i.test(words))
    throw new CliError(
      `“${words}” is a file. Bring it with: capstan checkpoint import ${words} --alias mine; then name it by its alias. What is there already is listed by: capstan checkpoint list`,
      { exitCode: 2 },
    );
  if (kindOf(words) === "checkpoint") return { is: "id", id: words };
  const at = words.lastIndexOf(":");
  if (at > 0) {
    const kind = kindNamed(words.slice(at + 1));
    if (!kind)
      throw new CliError(`“${words.slice(at + 1)}” is no kind of checkpoint; there are ${CHECKPOINT_KINDS.join(", ").toLowerCase()}.`, {
        exitCode: 2,
      });
    return { is: "run", run: words.slice(0, at), kind };
  }
  const kind = kindNamed(words);
  return kind ? { is: "kind", kind } : { is: "alias", alias: words };
}

/** The newest of `checkpoints` that is of `kind`; they come oldest first or newest first, so the step decides. */
function pick<T extends { readonly kinds: readonly string[]; readonly step?: number }>(
  checkpoints: readonly T[],
  kind: CheckpointKind,
): T | undefined {
  return checkpoints.filter(({ kinds }) => kinds.includes(kind)).toSorted((a, b) => (b.step ?? 0) - (a.step ?? 0))[0];
}

/** @throws {CliError} when there is none. */
export async function findCheckpointId(api: Api, words: string): Promise<string> {
  const meant = parseCheckpoint(words);
  switch (meant.is) {
    case "id":
      return meant.id;
    case "run": {
      const { run } = await api.call(RunCheckpointsDocument, { id: await findRunId(api, meant.run) });
      const found = pick(run.checkpoints, meant.kind);
      if (found) return found.id;
      throw new CliError(
        `Run ${meant.run} has no ${meant.kind.toLowerCase()} checkpoint yet. See what there is with: capstan checkpoint list`,
      );
    }
    case "kind": {
      const { team } = await api.call(NewestCheckpointsDocument, {});
      for (const { node } of team.runs.edges) {
        const found = pick(node.checkpoints, meant.kind);
        if (found) return found.id;
      }
      throw new CliError(`No run has a ${meant.kind.toLowerCase()} checkpoint yet. Train one with: capstan train`);
    }
    case "alias": {
      const { team } = await api.call(AliasesDocument, {});
      const found = team.aliases.find(({ name }) => name === meant.alias);
      if (found) return found.checkpoint.id;
      const names = team.aliases.map(({ name }) => name).join(", ") || "none yet";
      throw new CliError(`There is no alias “${meant.alias}” (aliases: ${names}). See checkpoints with: capstan checkpoint list`);
    }
  }
}
