import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CheckpointSource } from "./local-checkpoints.ts";
import { leave, makeAttempt, makeClaim, RUN_ID } from "./testing/attempt-bench.ts";
import { FakeApi } from "./testing/fake-api.ts";

let home: string;
let api: FakeApi;
const never = new AbortController().signal;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "resume-"));
  api = await FakeApi.start();
});
afterEach(async () => {
  await api.stop();
  await leave(home);
});

/** A checkpoint in the store, as a trainer writes it. */
function stored(step: number): CheckpointSource & { epoch: number } {
  const weights = Buffer.alloc(2500, step);
  const sha256 = createHash("sha256").update(weights).digest("hex");
  const manifest = Buffer.from(
    JSON.stringify({
      format: 1,
      step,
      epoch: 0,
      kinds: ["LATEST"],
      files: [{ name: "weights.safetensors", sizeBytes: weights.length, sha256 }],
    }),
  );
  const files = [
    { ...api.store(`${step}-weights`, weights), name: "weights.safetensors" },
    { ...api.store(`${step}-manifest`, manifest), name: "manifest.json" },
  ];
  return { checkpointId: `ckpt_${step}`, step, epoch: 0, files };
}
/** Flips one bit of what lies in the store. */
function flip(step: number): void {
  const bytes = api.objects.get(`/objects/${step}-weights`)!;
  bytes[1234]! ^= 1;
}
const startedAt = () => api.reports.find((report) => report.started)?.started?.step;
const logLines = () => api.reports.flatMap((report) => report.logs ?? []).map((line) => line.message);

test("goes on from the newest checkpoint when it is whole, and reports nothing", async () => {
  const attempt = await makeAttempt(api, home, makeClaim(api, 4, { resumeFrom: stored(20), fallback: stored(10) }));
  expect(await attempt.run(never)).toBe("finished");
  expect([startedAt(), api.reportedDamaged]).toEqual([20, []]);
});

test("a checkpoint whose stored bytes were flipped is reported, and the one before is gone on from", async () => {
  const claim = makeClaim(api, 4, { resumeFrom: stored(20), fallback: stored(10) });
  flip(20);
  const attempt = await makeAttempt(api, home, claim);
  expect(await attempt.run(never)).toBe("finished");
  expect([startedAt(), api.reportedDamaged]).toEqual([10, ["ckpt_20"]]);
  expect(logLines()).toContainEqual(expect.stringContaining("The checkpoint of step 20 is damaged where it is stored"));
  expect(
    [...api.points.keys()].filter((key) => key.startsWith("loss ")).toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)))[0],
  ).toBe("loss 11");
});

test("an object that is gone counts as damaged", async () => {
  const claim = makeClaim(api, 2, { resumeFrom: stored(10) });
  api.objects.delete("/objects/10-weights");
  const again = { ...claim, resumeFrom: null };
  const attempt = await makeAttempt(api, home, claim, { claimAgain: () => Promise.resolve(again) });
  expect(await attempt.run(never)).toBe("finished");
  expect([startedAt(), api.reportedDamaged]).toEqual([0, ["ckpt_10"]]);
});

test("when both are damaged, older ones are asked for, down to the beginning, and the run's log says so", async () => {
  const [thirty, twenty, ten] = [stored(30), stored(20), stored(10)];
  for (const step of [30, 20, 10]) flip(step);
  const offers = [
    { resumeFrom: ten, fallback: null },
    { resumeFrom: null, fallback: null },
  ];
  const claim = makeClaim(api, 4, { resumeFrom: thirty, fallback: twenty });
  const attempt = await makeAttempt(api, home, claim, { claimAgain: () => Promise.resolve({ ...claim, ...offers.shift()! }) });
  expect(await attempt.run(never)).toBe("finished");
  expect([startedAt(), api.reportedDamaged]).toEqual([0, ["ckpt_30", "ckpt_20", "ckpt_10"]]);
  expect(logLines()).toContainEqual(expect.stringContaining("so it begins again from its start"));
});

test("one that is whole in the store but damaged on its way is fetched again, and is then this machine's fault", async () => {
  const claim = makeClaim(api, 4, { resumeFrom: stored(20), fallback: stored(10) });
  flip(20);
  api.onDamaged = () => {
    flip(20);
    return false;
  };
  expect(await (await makeAttempt(api, home, claim)).run(never)).toBe("finished");
  expect(startedAt()).toBe(20);

  const next = await FakeApi.start();
  try {
    const second = makeClaim(next, 4, {
      resumeFrom: { ...claim.resumeFrom!, files: claim.resumeFrom!.files.map((file) => ({ ...file, sha256: "0".repeat(64) })) },
    });
    next.onDamaged = () => false;
    expect(await (await makeAttempt(next, path.join(home, "other"), second)).run(never)).toBe("released");
    expect(next.released?.failure).toMatchObject({ code: "DOWNLOAD_FAILED", blame: "MACHINE" });
  } finally {
    await next.stop();
  }
});

test("a flipped bit in this disk's copy is noticed: the store's is fetched instead", async () => {
  const source = stored(20);
  expect(await (await makeAttempt(api, home, makeClaim(api, 3, { resumeFrom: source }))).run(never)).toBe("finished");
  // The folder goes with its run's end; as a runner that was killed leaves it, it is there, with one bit other than it was.
  const folder = path.join(home, "runs", RUN_ID, "resume-ckpt_20");
  const next = await FakeApi.start();
  try {
    const files = source.files.map((file) => ({ ...file, url: file.url.replace(api.url, next.url) }));
    for (const [at, bytes] of api.objects) next.objects.set(at, bytes);
    const attempt = await makeAttempt(next, home, makeClaim(next, 3, { resumeFrom: { ...source, files } }));
    await mkdir(folder, { recursive: true });
    const bytes = Buffer.from(api.objects.get("/objects/20-weights")!);
    bytes[7]! ^= 1;
    await writeFile(path.join(folder, "weights.safetensors"), bytes);
    expect(await attempt.run(never)).toBe("finished");
    expect(next.reports.find((report) => report.started)?.started?.step).toBe(20);
    expect(next.reportedDamaged).toEqual([]);
    await expect(readFile(path.join(folder, "weights.safetensors"))).rejects.toThrow();
  } finally {
    await next.stop();
  }
});

test("damaged starting weights end the run as its own, with what to do", async () => {
  const claim = makeClaim(api, 2, { initialWeights: stored(7) });
  flip(7);
  const attempt = await makeAttempt(api, home, claim);
  expect(await attempt.run(never)).toBe("finished");
  expect(api.reportedDamaged).toEqual(["ckpt_7"]);
  expect(api.ended).toMatchObject({ outcome: "FAILED", failure: { code: "CHECKPOINT_DAMAGED", blame: "YOURS" } });
});
