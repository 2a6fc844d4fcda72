/** @file What the new-run form holds, and what it sends. Pure. */
import type { CreateRunInput, RunFormChoicesQuery, RunToCloneQuery, TrainingConfigInput } from "../../graphql/documents.generated.ts";
import { baselineOf, draftOf, overridesOf, valuesOf, type Draft, type Values } from "../config/config-values.ts";

export type Choices = RunFormChoicesQuery["team"];

/** Where the settings start from: a preset, or a saved config of the team. */
export type Recipe = { kind: "preset"; preset: string } | { kind: "config"; configId: string };

export interface RunDraft {
  readonly name: string;
  readonly datasetId: string;
  readonly recipe: Recipe;
  readonly settings: Draft;
  readonly initialCheckpointId: string;
  readonly poolId: string;
  readonly priority: string;
  readonly notes: string;
}

export const datasetsOf = (team: Choices) => team.datasets.edges.map(({ node }) => node);
const configsOf = (team: Choices) => team.configs.edges.map(({ node }) => node);

/** The preset that suits a dataset: the demo's scenes, photos few or many. */
export function presetFor(dataset: { name: string; latestVersion: { counts: { train: number } } | null } | undefined): string {
  if (!dataset) return "capstan";
  if (/demo/i.test(dataset.name)) return "demo";
  return (dataset.latestVersion?.counts.train ?? 0) > 20_000 ? "capstan" : "quick";
}

/** The values that the recipe gives, before anything is changed. */
export function baselineFor(recipe: Recipe, team: Choices): Values {
  if (recipe.kind === "preset") return baselineOf(recipe.preset);
  const saved = configsOf(team).find(({ id }) => id === recipe.configId);
  return saved ? valuesOf(saved.config) : baselineOf("capstan");
}

export function presetOf(recipe: Recipe, team: Choices): string {
  if (recipe.kind === "preset") return recipe.preset;
  return configsOf(team).find(({ id }) => id === recipe.configId)?.config.preset ?? "capstan";
}

/** Where a run need not wait: the team's own runners first, since it takes turns with other teams at shared ones. */
export function poolFor(pools: readonly Pick<Choices["pools"][number], "id" | "shared" | "onlineRunners">[]): string | undefined {
  const online = pools.filter(({ onlineRunners }) => onlineRunners > 0);
  return (online.find(({ shared }) => !shared) ?? online[0] ?? pools[0])?.id;
}

interface Start {
  readonly source: RunToCloneQuery["run"] | null;
  readonly checkpointId: string | null;
  readonly configId: string | null;
  readonly datasetId: string | null;
}

/** The form's first state: the demo dataset with its preset, unless one comes from a run, a config, a dataset or a checkpoint. */
export function firstDraft(team: Choices, { source, checkpointId, configId, datasetId }: Start): RunDraft {
  const datasets = datasetsOf(team);
  const ready = datasets.filter(({ latestVersion }) => latestVersion?.status === "READY");
  const wanted = datasets.find(({ id }) => id === (source?.datasetVersion.dataset.id ?? datasetId));
  const dataset = wanted ?? ready.find(({ name }) => /demo/i.test(name)) ?? ready[0] ?? datasets[0];
  const recipe: Recipe = configId ? { kind: "config", configId } : { kind: "preset", preset: source?.config.preset ?? presetFor(dataset) };
  const number = (team.runs.edges[0]?.node.number ?? 0) + 1;
  return {
    name: source ? `${source.name} (again)` : `${dataset ? dataset.name.toLowerCase().replace(/\s+/g, "-") : "run"}-${number}`,
    datasetId: dataset?.id ?? "",
    recipe,
    settings: draftOf(source ? valuesOf(source.config) : baselineFor(recipe, team)),
    initialCheckpointId: checkpointId ?? source?.initialCheckpoint?.id ?? "",
    poolId: source?.pool.id ?? poolFor(team.pools) ?? "",
    priority: "0",
    notes: "",
  };
}

/** The mutation's input: only what was changed goes as overrides. */
export function createRunInput(draft: RunDraft, values: Values, team: Choices, idempotencyKey: string): CreateRunInput {
  const overrides = overridesOf(values, baselineFor(draft.recipe, team));
  return {
    teamId: team.id,
    idempotencyKey,
    name: draft.name.trim(),
    datasetId: draft.datasetId,
    ...(draft.recipe.kind === "preset" ? { config: { preset: draft.recipe.preset } } : { configId: draft.recipe.configId }),
    ...(overrides ? { overrides: overrides as TrainingConfigInput } : {}),
    ...(draft.initialCheckpointId ? { initialCheckpointId: draft.initialCheckpointId } : {}),
    ...(draft.poolId ? { poolId: draft.poolId } : {}),
    ...(draft.notes.trim() ? { notes: draft.notes.trim() } : {}),
    priority: Number(draft.priority) || 0,
  };
}
