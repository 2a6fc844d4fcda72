/** @file What the tests of an attempt share: a claim of a tiny dataset at a FakeApi, and a runner's folder. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { resolveConfig } from "@capstan/training-config/config";
import { pino } from "pino";
import { createApiClient } from "../api-client.ts";
import { Attempt, type AttemptOptions } from "../attempt.ts";
import type { Claim } from "../claim-loop.ts";
import { childEnvironment, readConfig, type RunnerConfig } from "../config.ts";
import { HeldRun } from "../held-run.ts";
import { StatusBoard } from "../status-board.ts";
import type { FakeApi } from "./fake-api.ts";

const TOKEN = "rnr_token_that_no_child_may_see_0123456789";
const PROGRAM = new URL("./scripted-trainer.mjs", import.meta.url).pathname;
export const RUN_ID = "run_01tests00000000000000000000";

/** A claim of a run of `epochs` epochs of ten steps. */
export function makeClaim(api: FakeApi, epochs: number, change: Partial<Claim> = {}): Claim {
  const claim = {
    runId: RUN_ID,
    leaseEpoch: api.leaseEpoch,
    leaseSeconds: 30,
    requested: null,
    ingestSequence: api.sequence,
    lastStep: 0,
    configJson: JSON.stringify(resolveConfig("demo", { "schedule.epochs": epochs })),
    run: { name: "test", number: 1 },
    resumeFrom: null,
    fallback: null,
    initialWeights: null,
    dataset: {
      versionId: "dsv_x",
      contentHash: "ab".repeat(32),
      linkedRoot: null,
      manifest: api.store("manifest.json", Buffer.from(JSON.stringify({ format: 1 }))),
      shards: [api.store("shard-0.tar", Buffer.alloc(5000, 7))],
      vocabulary: null,
    },
    ...change,
  };
  api.claim = claim;
  return claim;
}

/** What the scripted trainer will do. */
export async function script(home: string, content: Record<string, unknown>): Promise<void> {
  await mkdir(path.join(home, "runs", RUN_ID), { recursive: true });
  await writeFile(path.join(home, "runs", RUN_ID, "script.json"), JSON.stringify(content));
}

/** The settings of a runner that lives in `home`. */
export const benchConfig = (api: Pick<FakeApi, "url">, home: string, env: NodeJS.ProcessEnv = {}): RunnerConfig =>
  readConfig({ API_URL: api.url, RUNNER_TOKEN: TOKEN, RUNNER_HOME: home, DRAIN_SECONDS: "5", ...env });

const boards: StatusBoard[] = [];

/** Removes `home`, once nothing writes into it any more. */
export async function leave(home: string): Promise<void> {
  await Promise.all(boards.splice(0).map((board) => board.close()));
  await rm(home, { recursive: true, force: true });
}

/** An attempt at `claim` by a runner that lives in `home`. */
export async function makeAttempt(
  api: Pick<FakeApi, "url">,
  home: string,
  claim: Claim,
  change: Partial<AttemptOptions> = {},
): Promise<Attempt> {
  const config = benchConfig(api, home);
  const board = new StatusBoard(home, config.endpoint, () => undefined);
  boards.push(board);
  return new Attempt({
    api: createApiClient(config.endpoint, config.token),
    config,
    claim,
    sentAtMs: performance.now(),
    held: await HeldRun.open(home),
    log: pino({ level: "silent" }),
    board,
    childEnv: childEnvironment({ ...process.env, RUNNER_TOKEN: TOKEN, S3_SECRET_ACCESS_KEY: "secret" }, 1),
    claimAgain: () => Promise.resolve(claim),
    trainerProgram: PROGRAM,
    ...change,
  });
}
