/** The runner's program, against the API as it runs, on a machine that lacks the engine that it is told to use. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describeEngines } from "@capstan/engine/doctor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRunner } from "../support/people.ts";
import { startTestApi, type TestApi } from "../support/test-api.ts";
import { TrainingFloor } from "../support/training-floor.ts";

const RUNNER = fileURLToPath(new URL("../../apps/runner/src/main.ts", import.meta.url));
const missing = (await describeEngines()).find(({ onRequest }) => !onRequest);

let api: TestApi;
let home: string;
let runner: ChildProcess | undefined;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "capstan-no-engine-"));
  api = await startTestApi();
});
afterAll(async () => {
  runner?.kill("SIGKILL");
  await api?.stop();
  await rm(home, { recursive: true, force: true });
});

const LOOK = "query ($s: String, $run: ID!) { team(slug: $s) { runners { online cannotTrain } } run(id: $run) { status attempt } }";
interface Looked {
  readonly team: { readonly runners: readonly { readonly online: boolean; readonly cannotTrain: string | null }[] };
  readonly run: { readonly status: string; readonly attempt: number };
}

test.skipIf(!missing)("it says why it can train nothing, takes no run however long one waits, and ends in order", async () => {
  const floor = await TrainingFloor.open(api);
  const { token } = await createRunner(floor.user);
  const { id } = await floor.createRun();
  const look = () => floor.user.client.data<Looked>(LOOK, { s: floor.user.teamSlug, run: id });
  const env = { PATH: process.env.PATH, API_URL: api.url, RUNNER_TOKEN: token, RUNNER_HOME: home, ENGINE: missing!.name };
  runner = spawn(process.execPath, [RUNNER], { env, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => runner!.once("exit", resolve));

  let seen = await look();
  for (let tries = 0; !seen.team.runners[0]!.cannotTrain && tries < 200; tries++) {
    await sleep(100);
    seen = await look();
  }
  expect(seen.team.runners).toEqual([{ online: true, cannotTrain: expect.stringContaining(missing!.reason!) as string }]);
  // Longer than two polls, of which each would have got it.
  await sleep(6_500);
  expect((await look()).run).toEqual({ status: "QUEUED", attempt: 0 });
  const { loops } = JSON.parse(await readFile(path.join(home, "status.json"), "utf8")) as { loops: Record<string, { doing: string }> };
  expect(loops.claim!.doing).toBe("claims nothing until an engine computes here");
  expect(loops.trainer!.doing).toContain(missing!.reason!);
  runner.kill("SIGTERM");
  expect(await ended).toBe(0);
});
