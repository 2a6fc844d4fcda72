/**
 * @file What the first start makes: a demo team with a key, a runner, a dataset and a first short run, so that everything
 * can be tried at once. All of it through the API and the importer that everybody uses.
 */
import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import { run } from "../setup/command.mjs";
import { StageError } from "../setup/stage.mjs";
import { ApiClient } from "./api-client.ts";
import { readJson, writePrivateJson, type Home } from "./home.ts";

/** What scripts read: `.capstan/local.json`. */
export interface Local {
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly team: string;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}
/** What only we read. */
interface SeedState {
  readonly teamId: string;
  readonly runnerToken: string;
  readonly isDataImported?: boolean;
  readonly firstRunId?: string;
  readonly hasAlias?: boolean;
}

export const DEMO_EMAIL = "demo@capstan.local";
export const DEMO_DATASET = "Demo shapes";
export const DEMO_ALIAS = "demo";

const stateFile = (home: Home): string => path.join(home.folder, "seed.json");
export const readState = (home: Home): SeedState | null => readJson<SeedState>(stateFile(home));
const writeState = (home: Home, state: SeedState): void => writePrivateJson(stateFile(home), state);

/** The demo team, its key and its runner; made once. */
export async function seedTeam(home: Home, apiUrl: string, webUrl: string): Promise<{ local: Local; state: SeedState }> {
  const known = readJson<Local>(home.localFile);
  const state = readState(home);
  if (known && state) {
    const local = { ...known, apiUrl, webUrl };
    writePrivateJson(home.localFile, local);
    return { local, state };
  }
  const password = randomBytes(9).toString("base64url");
  const session = await new ApiClient(apiUrl).sign("sign-up", { name: "Demo", email: DEMO_EMAIL, password }, webUrl);
  const { viewer } = await session.call<{ viewer: { teams: { id: string; slug: string }[] } }>("{ viewer { teams { id slug } } }");
  const team = viewer.teams[0]!;
  const { createApiKey } = await session.call<{ createApiKey: { secret: string } }>(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret errors { message } } }`,
    { input: { teamId: team.id, name: "This machine", scopes: ["ADMIN"] } },
  );
  const { createRunner } = await session.call<{ createRunner: { token: string } }>(
    `mutation ($input: CreateRunnerInput!) { createRunner(input: $input) { token errors { message } } }`,
    { input: { teamId: team.id, name: "local" } },
  );
  const local: Local = { apiUrl, webUrl, team: team.slug, email: DEMO_EMAIL, password, apiKey: createApiKey.secret };
  const made: SeedState = { teamId: team.id, runnerToken: createRunner.token };
  writePrivateJson(home.localFile, local);
  writeState(home, made);
  return { local, state: made };
}

/** Draws the demo pictures, unless they are drawn. */
export async function drawDemo(home: Home, say: (text: string) => void): Promise<string> {
  if (existsSync(home.demo)) return home.demo;
  const drawing = `${home.demo}.new`;
  rmSync(drawing, { recursive: true, force: true });
  await generateDemo(drawing, { onProgress: ({ done, total }) => say(`${done} of ${total} pictures`) });
  renameSync(drawing, home.demo);
  return home.demo;
}

/** Imports the demo pictures by the command line, as a user would; once. */
export async function importDemo(home: Home, local: Local, say: (text: string) => void): Promise<void> {
  const state = readState(home)!;
  if (state.isDataImported) return;
  const args = ["apps/cli/bin/capstan.mjs", "dataset", "import", home.demo, "--name", DEMO_DATASET];
  const env = { ...process.env, CAPSTAN_API_URL: local.apiUrl, CAPSTAN_API_KEY: local.apiKey };
  const { code, output } = await run(process.execPath, args, { env, onLine: say });
  if (code !== 0) throw new StageError(`The demo pictures could not be imported: ${output.trim().split("\n").at(-1)}`);
  writeState(home, { ...state, isDataImported: true });
}

const RUN = `query ($id: ID!) { run(id: $id) { status failure { message advice } progress { step totalSteps epoch totalEpochs } checkpoints { id kinds } } }`;
interface RunAnswer {
  run: {
    status: string;
    failure: { message: string; advice: string } | null;
    progress: { step: number; totalSteps: number | null; epoch: number; totalEpochs: number };
    checkpoints: { id: string; kinds: string[] }[];
  };
}
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes the first run and waits for its end, so that there is a checkpoint to try; once. @throws when `signal` aborts before. */
export async function firstRun(
  home: Home,
  local: Local,
  overrides: object,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let state = readState(home)!;
  if (state.hasAlias) return;
  const api = new ApiClient(local.apiUrl, { authorization: `Bearer ${local.apiKey}` });
  if (!state.firstRunId) {
    const { team } = await api.call<{ team: { datasets: { edges: { node: { id: string; name: string } }[] } } }>(
      "query ($slug: String) { team(slug: $slug) { datasets { edges { node { id name } } } } }",
      { slug: local.team },
    );
    const dataset = team.datasets.edges.find(({ node }) => node.name === DEMO_DATASET)!.node;
    const { createRun } = await api.call<{ createRun: { run: { id: string } } }>(
      "mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } errors { message } } }",
      {
        input: {
          name: "First look",
          datasetId: dataset.id,
          config: { preset: "demo" },
          overrides,
          tags: ["demo"],
          idempotencyKey: "first-run",
        },
      },
    );
    state = { ...state, firstRunId: createRun.run.id };
    writeState(home, state);
  }
  for (; !signal.aborted; await delay(500)) {
    const { run: at } = await api.call<RunAnswer>(RUN, { id: state.firstRunId });
    const { step, totalSteps } = at.progress;
    say(totalSteps ? `step ${step} of ${totalSteps}` : at.status.toLowerCase());
    if (at.status === "FAILED" || at.status === "CANCELLED")
      throw new StageError(`The first run ${at.status.toLowerCase()}: ${at.failure?.message ?? ""} ${at.failure?.advice ?? ""}`.trim());
    if (at.status !== "SUCCEEDED") continue;
    const checkpoint = at.checkpoints.find(({ kinds }) => kinds.includes("BEST")) ?? at.checkpoints[0];
    if (!checkpoint) throw new StageError("The first run ended without a checkpoint; its page says why.");
    await api.call("mutation ($input: SetAliasInput!) { setAlias(input: $input) { errors { message } } }", {
      input: { name: DEMO_ALIAS, checkpointId: checkpoint.id },
    });
    writeState(home, { ...state, hasAlias: true });
    return;
  }
  signal.throwIfAborted();
}
