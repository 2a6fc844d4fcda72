/** A run that came as JSON is the run that the client reads. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/support/test-api.ts";
import { TrainingFloor } from "../../test/support/training-floor.ts";
import { Prisma } from "../generated/client.ts";
import { runOf, type RunJson } from "./run-json.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

test.each([
  ["fresh", "notes = notes"],
  [
    "with something in each column",
    `notes = 'ü “”\n', tags = '{a,"b c"}', failure = '{"code": "X"}', engine = '{"name": "wasm"}', started_at = now(), finished_at = now(), deleted_at = now(),
     lease_until = now(), runner_id = 'rnr_1', claim_request_id = 'x', step = 9007199254740991, total_steps = 12, replay_divergent = 3, samples_per_second = 0.1,
     eta_seconds = 1e300, best_epoch = 2, best_validation_loss = 2.718281828459045`,
  ],
  ["with numbers that JSON has not", "samples_per_second = 'NaN', eta_seconds = 'Infinity', best_validation_loss = '-Infinity'"],
])("a run %s", async (_what, columns) => {
  const floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  await api.database.query(`UPDATE runs SET ${columns} WHERE id = '${id}'`);
  const { database } = api.server.services;
  const [json] = await database.statementOnce<RunJson>(
    [floor.user.teamId],
    "run",
    Prisma.sql`SELECT to_json(run) FROM runs run WHERE id = ${id}`,
  );
  expect(runOf(json!)).toEqual(
    await database.forTeams([floor.user.teamId], (tx) => tx.run.findUnique({ where: { teamId_id: { teamId: floor.user.teamId, id } } })),
  );
});
