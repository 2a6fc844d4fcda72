import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type UserError } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;

beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
});
afterAll(() => api?.stop());

const create = (
  input: object,
): Promise<{
  run: { id: string; name: string; config: { optimizer: { lr: number; batchSize: number }; preset: string } } | null;
  errors: readonly UserError[];
}> => call(floor.user.client, "createRun", input, "run { id name config { preset optimizer { lr batchSize } } }");

test("a configuration is frozen: saved, laid over, and never changed by what happens to the saved one", async () => {
  const input = { name: "mine", config: { preset: "demo", optimizer: { lr: 0.5 } } };
  const { config } = await call<{ config: { id: string; overrides: unknown } }>(
    floor.user.client,
    "createConfig",
    input,
    "config { id revision overrides { path value } }",
  );
  expect(config.overrides).toEqual([{ path: "optimizer.lr", value: "0.5" }]);
  const first = await create({ datasetId: floor.datasetId, configId: config.id, overrides: { optimizer: { batchSize: 3 } } });
  expect(first.run).toMatchObject({ name: "mine on Shapes #1", config: { preset: "demo", optimizer: { lr: 0.5, batchSize: 3 } } });
  const { config: changed } = await call<{ config: object }>(
    floor.user.client,
    "updateConfig",
    { id: config.id, config: { optimizer: { lr: 0.25 } } },
    "config { revision config { preset optimizer { lr } } }",
  );
  expect(changed).toEqual({ revision: 2, config: { preset: "demo", optimizer: { lr: 0.25 } } });
  expect((await call(floor.user.client, "createConfig", { ...input }, "config { id }")).errors).toMatchObject([
    { code: "NAME_TAKEN", path: ["name"] },
  ]);
  await call(floor.user.client, "deleteConfig", { id: config.id }, "deletedId", "ConfigIdInput");
  const { run } = await floor.user.client.data<{ run: object }>("query ($id: ID!) { run(id: $id) { config { optimizer { lr } } } }", {
    id: first.run!.id,
  });
  expect(run).toEqual({ config: { optimizer: { lr: 0.5 } } });
  const { run: clone } = await call<{ run: object }>(
    floor.user.client,
    "cloneRun",
    { id: first.run!.id, overrides: { optimizer: { batchSize: 4 } } },
    "run { name config { preset optimizer { lr batchSize } } }",
  );
  expect(clone).toMatchObject({ config: { preset: "demo", optimizer: { lr: 0.5, batchSize: 4 } } });
});

test("a setting that cannot be is refused with its own path in the input", async () => {
  const bad = await create({ datasetId: floor.datasetId, config: { preset: "demo", optimizer: { batchSize: 0 } } });
  expect(bad).toMatchObject({ run: null, errors: [{ code: "CONFIG_INVALID", path: ["config", "optimizer", "batchSize"] }] });
  const above = await create({ datasetId: floor.datasetId, config: { preset: "demo" }, overrides: { model: { heads: 7 } } });
  expect(above.errors).toMatchObject([{ code: "CONFIG_INVALID", path: ["overrides", "model", "heads"] }]);
  const preset = await create({ datasetId: floor.datasetId, config: { preset: "huge" } });
  expect(preset.errors).toMatchObject([{ code: "CONFIG_INVALID", path: ["config", "preset"] }]);
});

test("a dataset that cannot be trained on is refused with what to do", async () => {
  const make = async (status: string, extra: string): Promise<string> => {
    const { dataset } = await call<{ dataset: { id: string } }>(
      floor.user.client,
      "createDataset",
      { name: `${status} ${extra}` },
      "dataset { id }",
    );
    if (status)
      await api.database.query(
        `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, object_prefix, failure) VALUES ($1, $2, $3, 1, $4::"DatasetVersionStatus", $5, 'p', 'There was no caption file.')`,
        [`dsv_${dataset.id.slice(3)}`, floor.user.teamId, dataset.id, status, extra === "full" ? 1 : 0],
      );
    return dataset.id;
  };
  const refusals = [
    ["", "none", "DATASET_NOT_READY", "importDataset"],
    ["IMPORTING", "full", "DATASET_NOT_READY", "Wait"],
    ["FAILED", "full", "DATASET_INVALID", "no caption file"],
    ["READY", "empty", "DATASET_INVALID", "captions_train"],
  ] as const;
  for (const [status, extra, code, words] of refusals) {
    const { errors } = await create({ datasetId: await make(status, extra) });
    expect(errors).toMatchObject([{ code, message: expect.stringContaining(words), path: ["datasetId"] }]);
  }
  expect((await create({})).errors).toMatchObject([{ code: "INVALID_INPUT" }]);
});

test("weights that do not fit the model are refused when the run is made, those of fewer layers are not", async () => {
  const own = await TrainingFloor.open(api);
  await own.createRun({ name: "first", config: { preset: "demo", model: { hiddenDim: 64, decoderLayers: 2 } } });
  const runner = await own.runner();
  const { id: initialCheckpointId } = await runner.checkpoint((await runner.claim())!, { step: 1, afterSequence: -1 });
  const start = (model: object) =>
    call<{ run: { id: string } | null }>(
      own.user.client,
      "createRun",
      { datasetId: own.datasetId, initialCheckpointId, config: { preset: "demo", model } },
      "run { id }",
    );
  const refused = await start({ hiddenDim: 128 });
  expect(refused).toMatchObject({ run: null, errors: [{ code: "CONFIG_INVALID", path: ["initialCheckpointId"] }] });
  expect(refused.errors[0]!.message).toContain("“first” trained them with model.hiddenDim = 64, and this run has model.hiddenDim = 128");
  const { run, errors } = await start({ hiddenDim: 64, decoderLayers: 1 });
  expect(errors).toEqual([]);
  const clone = (overrides: object) => call(own.user.client, "cloneRun", { id: run!.id, overrides }, "run { id }");
  expect((await clone({ model: { feedForwardDim: 32 } })).errors).toMatchObject([{ code: "CONFIG_INVALID", path: ["overrides", "model"] }]);
  expect((await clone({ model: { decoderLayers: 2 } })).errors).toEqual([]);
});

test("a call that is repeated makes one run, even when all arrive at once", async () => {
  const input = { datasetId: floor.datasetId, idempotencyKey: "once", config: { preset: "demo" } };
  const answers = await Promise.all(Array.from({ length: 6 }, () => create(input)));
  expect(new Set(answers.map(({ run }) => run?.id)).size).toBe(1);
});

test("runs come in every order, page by page, each once", async () => {
  const own = await TrainingFloor.open(api);
  const names = ["b", "a", "d", "c", "a", "e", "b"];
  for (const name of names) await own.createRun({ name, tags: name === "a" ? ["first"] : [] });
  await api.database.query(
    `UPDATE runs SET finished_at = now() - number * interval '1 hour', best_validation_loss = number % 3 WHERE team_id = $1 AND number % 2 = 1`,
    [own.user.teamId],
  );
  const query = `query ($orderBy: RunOrder, $filter: RunFilter, $after: String) { team { runs(first: 2, after: $after, orderBy: $orderBy, filter: $filter) {
    edges { node { id name number finishedAt bestValidationLoss } } pageInfo { hasNextPage endCursor } } } }`;
  interface Node {
    readonly id: string;
    readonly name: string;
    readonly number: number;
    readonly finishedAt: string | null;
    readonly bestValidationLoss: number | null;
  }
  const all = async (variables: object): Promise<Node[]> => {
    const nodes: Node[] = [];
    for (let after: string | null = null; ;) {
      const { team }: { team: { runs: { edges: { node: Node }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } } =
        await own.user.client.data(query, { ...variables, after });
      nodes.push(...team.runs.edges.map(({ node }) => node));
      if (!team.runs.pageInfo.hasNextPage) return nodes;
      after = team.runs.pageInfo.endCursor;
    }
  };
  const keys: Record<string, (node: Node) => number | string | null> = {
    CREATED_AT: (n: Node) => n.number,
    FINISHED_AT: (n: Node) => n.finishedAt,
    BEST_VALIDATION_LOSS: (n: Node) => n.bestValidationLoss,
    NAME: (n: Node) => n.name,
  };
  for (const [field, key] of Object.entries(keys)) {
    for (const direction of ["ASC", "DESC"] as const) {
      const nodes = await all({ orderBy: { field, direction } });
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(7);
      const values = nodes.map(key);
      const present = values.filter((value) => value !== null) as (string | number)[];
      const sign = direction === "ASC" ? 1 : -1;
      expect(values).toEqual([
        ...present.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)),
        ...values.filter((value) => value === null),
      ]);
    }
  }
  expect((await all({})).map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect((await all({ filter: { tag: "first" } })).map(({ name }) => name)).toEqual(["a", "a"]);
  expect((await all({ filter: { nameContains: "B" } })).map(({ name }) => name)).toEqual(["b", "b"]);
  expect(await all({ filter: { nameContains: "%" } })).toEqual([]);
  expect(await all({ filter: { status: ["RUNNING"] } })).toEqual([]);
  expect(await all({ filter: { datasetId: own.datasetId, createdBy: own.user.userId } })).toHaveLength(7);
});

test("only a run that ended is deleted, and then it is gone", async () => {
  const { id } = await floor.createRun({ priority: -5 });
  const remove = () => call<{ deletedId: string | null }>(floor.user.client, "deleteRun", { id }, "deletedId", "RunIdInput");
  expect((await remove()).errors).toMatchObject([{ code: "INVALID_INPUT", message: expect.stringContaining("Cancel") }]);
  await floor.ask("cancelRun", id);
  expect(await remove()).toMatchObject({ deletedId: id, errors: [] });
  expect((await floor.user.client.ask(`{ run(id: "${id}") { id } }`)).errors?.[0]?.extensions?.code).toBe("NOT_FOUND");
  expect((await floor.user.client.data<{ node: unknown }>(`{ node(id: "${id}") { id } }`)).node).toBeNull();
});

test("a run is described by its people", async () => {
  const { id } = await floor.createRun();
  const input = { id, name: " Night run ", tags: ["a", "a", " b "], notes: "slow", priority: 7 };
  const { run } = await call<{ run: object }>(
    floor.user.client,
    "updateRun",
    input,
    "run { name tags notes priority createdBy { id } team { id } }",
  );
  expect(run).toEqual({
    name: "Night run",
    tags: ["a", "b"],
    notes: "slow",
    priority: 7,
    createdBy: { id: floor.user.userId },
    team: { id: floor.user.teamId },
  });
  expect((await call(floor.user.client, "updateRun", { id, name: "" }, "run { id }")).errors).toMatchObject([
    { code: "INVALID_INPUT", path: ["name"] },
  ]);
});
