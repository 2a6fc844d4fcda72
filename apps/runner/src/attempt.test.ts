import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HeldRun } from "./held-run.ts";
import { benchConfig, leave, makeAttempt, makeClaim, RUN_ID, script } from "./testing/attempt-bench.ts";
import { FakeApi } from "./testing/fake-api.ts";

let home: string;
let api: FakeApi;
const never = new AbortController().signal;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "attempt-"));
  api = await FakeApi.start();
});
afterEach(async () => {
  await api.stop();
  await leave(home);
});

/** Every step's loss is there once, and is the right one. */
function expectSteps(count: number): void {
  const steps = [...api.points].filter(([key]) => key.startsWith("loss "));
  expect(new Map(steps)).toEqual(new Map(Array.from({ length: count }, (_, i) => [`loss ${i + 1}`, 1 / (i + 1)])));
  expect(api.doubled).toBe(0);
}
const logLines = (): string[] => api.reports.flatMap((report) => report.logs ?? []).map((line) => line.message);
const until = async (isSo: () => boolean) => {
  for (let tries = 0; !isSo() && tries < 1000; tries++) await sleep(5);
  expect(isSo()).toBe(true);
};

describe("an attempt", () => {
  test("trains to the end: every step stored, the final checkpoint committed, and only then SUCCEEDED", async () => {
    const attempt = await makeAttempt(api, home, makeClaim(api, 3));
    expect(await attempt.run(never)).toBe("finished");
    expectSteps(30);
    expect(api.ended).toMatchObject({ outcome: "SUCCEEDED", endReason: "COMPLETED", afterSequence: api.sequence });
    expect(api.uploads.findLast((upload) => upload.committed)).toMatchObject({ step: 30, kinds: ["LATEST", "FINAL"] });
    expect(api.reports[0]?.started).toMatchObject({ step: 0 });
  });

  test("over a network that loses and repeats calls, stores the same", async () => {
    const plan = ["lost-reply", "none", "lost-request", "twice", "none", "slow"] as const;
    api.fault = (operation, count) => (operation === "ReleaseRun" ? "none" : plan[count % plan.length]!);
    const attempt = await makeAttempt(api, home, makeClaim(api, 3));
    expect(await attempt.run(never)).toBe("finished");
    expectSteps(30);
    expect(api.ended).toMatchObject({ outcome: "SUCCEEDED" });
    expect(api.uploads.filter((upload) => upload.committed && upload.step === 30)).toHaveLength(1);
  });

  test("STOP writes a checkpoint and ends as SUCCEEDED, STOPPED", async () => {
    await script(home, { stepMs: 5 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000));
    const ended = attempt.run(never);
    await until(() => api.points.size > 5);
    attempt.hear(RUN_ID, 1, "STOP");
    expect(await ended).toBe("finished");
    expect(api.ended).toMatchObject({ outcome: "SUCCEEDED", endReason: "STOPPED" });
    const last = Math.max(...[...api.points.keys()].map((key) => Number(key.split(" ")[1])));
    expect(api.uploads.at(-1)).toMatchObject({ step: last, committed: true });
    expectSteps(last);
  });

  test("CANCEL ends the trainer within two seconds, without a checkpoint, even when it does not listen", async () => {
    await script(home, { stepMs: 60_000 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1));
    const ended = attempt.run(never);
    await until(() => api.reports.some((report) => report.started));
    const askedAt = performance.now();
    attempt.hear(RUN_ID, 1, "CANCEL");
    expect(await ended).toBe("finished");
    expect(performance.now() - askedAt).toBeLessThan(2000);
    expect(api.ended).toMatchObject({ outcome: "CANCELLED" });
    expect(api.uploads).toEqual([]);
  });

  test("PAUSE writes a checkpoint and ends as PAUSED", async () => {
    await script(home, { stepMs: 5 });
    api.requested = "PAUSE";
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000));
    expect(await attempt.run(never)).toBe("finished");
    expect(api.ended).toMatchObject({ outcome: "PAUSED" });
    expect(api.uploads.at(-1)).toMatchObject({ committed: true });
  });

  test("a draining runner writes a checkpoint, uploads it and releases the run, so that no step is trained again", async () => {
    await script(home, { stepMs: 5 });
    const drain = new AbortController();
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000));
    const ended = attempt.run(drain.signal);
    await until(() => api.points.size > 5);
    drain.abort();
    expect(await ended).toBe("released");
    expect(api.released).toMatchObject({ reason: "The runner is shutting down.", failure: null });
    const last = Math.max(...[...api.points.keys()].map((key) => Number(key.split(" ")[1])));
    expect(api.uploads.at(-1)).toMatchObject({ step: last, committed: true });
  });

  test("FENCED kills the trainer within a second, and nothing more is stored", async () => {
    await script(home, { stepMs: 5 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000));
    const ended = attempt.run(never);
    await until(() => api.points.size > 5);
    api.leaseEpoch = 2;
    const stored = api.points.size;
    const fencedAt = performance.now();
    expect(await ended).toBe("lost");
    expect(performance.now() - fencedAt).toBeLessThan(1000);
    expect(api.points.size).toBe(stored);
  });

  test("a crash of the trainer gives the run back with whose fault it was", async () => {
    await script(home, { crashAt: 15 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 3));
    expect(await attempt.run(never)).toBe("released");
    expect(api.released?.failure).toMatchObject({ code: "TRAINER_CRASHED", blame: "OURS" });
    expect(api.reports.flatMap((report) => report.logs ?? []).map((line) => line.message)).toContainEqual(
      expect.stringContaining("SIGSEGV"),
    );
    expectSteps(14);
    expect(api.uploads.find((upload) => upload.step === 10)).toMatchObject({ committed: true });
  });

  test.each([
    ["computes without an end", { spinAt: 15 }, "OURS", "processor time"],
    ["waits for what never comes", { waitAt: 15 }, "MACHINE", "waited for the GPU"],
  ])("a trainer that %s is ended, the run's log says so, and the run goes on elsewhere", async (_how, content, blame, words) => {
    await script(home, content);
    const hung = { silenceMs: 1500, silenceSteps: 20 };
    const attempt = await makeAttempt(api, home, makeClaim(api, 3), { config: { ...benchConfig(api, home), hung } });
    expect(await attempt.run(never)).toBe("released");
    expect(api.released?.failure).toMatchObject({ code: "TRAINER_HUNG", blame });
    expect(logLines()).toContainEqual(expect.stringContaining(words));
    expectSteps(14);
    expect(api.uploads.find((upload) => upload.step === 10)).toMatchObject({ committed: true });
  });

  test("a trainer that says the machine's words for a fault of its own is tried again as the machine's", async () => {
    await script(home, { throwAt: 12, words: "CUDA_ERROR_LAUNCH_FAILED: unspecified launch failure" });
    const failures: string[] = [];
    const attempt = await makeAttempt(api, home, makeClaim(api, 3), { onFailed: ({ code, blame }) => failures.push(`${code}, ${blame}`) });
    expect(await attempt.run(never)).toBe("released");
    expect(api.released?.failure).toMatchObject({ code: "GPU_LOST", blame: "MACHINE" });
    expect(failures).toEqual(["GPU_LOST, machine"]);
  });

  test("a setting that this version does not know fails the run as the caller's", async () => {
    const attempt = await makeAttempt(api, home, makeClaim(api, 1, { configJson: '{"preset":"demo","schedule":{"epochs":-5}}' }));
    expect(await attempt.run(never)).toBe("finished");
    expect(api.ended).toMatchObject({ outcome: "FAILED", failure: { code: "CONFIG_INVALID", blame: "YOURS" } });
  });

  test("the trainer sees no secret", async () => {
    await script(home, { crashAt: 3 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1));
    await attempt.run(never);
    const env = await readFile(path.join(home, "runs", RUN_ID, "env.json"), "utf8");
    expect(env).toContain("OMP_WAIT_POLICY");
    expect(env).not.toMatch(/TOKEN|SECRET|rnr_token/);
  });
});

describe("a runner that was killed", () => {
  /** Kills a runner and sees its trainer die with it. */
  async function killMidRun(): Promise<void> {
    await script(home, { stepMs: 3 });
    const program = new URL("./testing/attempt-program.ts", import.meta.url).pathname;
    const runner = spawn(process.execPath, [program, JSON.stringify({ url: api.url, home, claim: makeClaim(api, 5) })], {
      stdio: "inherit",
    });
    await until(() => api.uploads.some((upload) => upload.step === 10 && upload.committed));
    await until(() => api.points.has("loss 17"));
    const { trainerPid } = (await HeldRun.open(home)).state;
    runner.kill("SIGKILL");
    await once(runner, "exit");
    await until(() => !existsSync(`/proc/${trainerPid}`));
  }

  test("goes on with its own lease from its newest checkpoint: no hole, no double step", async () => {
    await killMidRun();
    const attempt = await makeAttempt(api, home, makeClaim(api, 5));
    expect(await attempt.run(never)).toBe("finished");
    const started = api.reports.filter((report) => report.started).map((report) => report.started!.step);
    expect(started).toHaveLength(2);
    expect(started[1]).toBeGreaterThanOrEqual(10);
    expectSteps(50);
  });

  test("claims anew after its lease: goes on from the API's checkpoint, by its own copy when that is whole", async () => {
    await killMidRun();
    const upload = api.uploads.findLast((each) => each.committed)!;
    const next = await FakeApi.start();
    try {
      next.leaseEpoch = 2;
      const files = upload.files.map((file) => ({ ...file, url: `${next.url}/objects/not-needed` }));
      const resumeFrom = { checkpointId: upload.id, step: upload.step, epoch: 0, files };
      const attempt = await makeAttempt(next, home, makeClaim(next, 5, { resumeFrom, leaseEpoch: 2 }));
      expect(await attempt.run(never)).toBe("finished");
      expect(next.reports.find((report) => report.started)?.started?.step).toBe(upload.step);
    } finally {
      await next.stop();
    }
  });
});

test("a dataset that is on the disk is not fetched again, and one that was changed there is", async () => {
  const claim = makeClaim(api, 1);
  expect(await (await makeAttempt(api, home, claim)).run(never)).toBe("finished");
  const shard = path.join(home, "datasets", claim.dataset.contentHash, "shard-0.tar");
  await writeFile(shard, Buffer.alloc(5000, 8));
  api.ended = null;
  api.leaseEpoch = 1;
  const before = api.sequence;
  expect(await (await makeAttempt(api, home, makeClaim(api, 1, { ingestSequence: before }))).run(never)).toBe("finished");
  expect((await readFile(shard))[0]).toBe(7);
});
