import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeRelease, DRAINED, drainReason } from "./drain.ts";
import { benchConfig, leave, makeAttempt, makeClaim, script } from "./testing/attempt-bench.ts";
import { FakeApi } from "./testing/fake-api.ts";

test.each([
  [{ step: 400, safeStep: 400 }, "Why."],
  [{ step: 412, safeStep: 400 }, "Why. 12 steps after step 400 will be trained again."],
  [{ step: 1, safeStep: 0 }, "Why. One step from the start will be trained again."],
])("says what is trained again: %#", (at, text) => expect(describeRelease("Why.", at)).toBe(text));

describe("a drain", () => {
  let home: string;
  let api: FakeApi;
  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "drain-"));
    api = await FakeApi.start();
  });
  afterEach(async () => {
    await api.stop();
    await leave(home);
  });
  const until = async (isSo: () => boolean) => {
    for (let tries = 0; !isSo() && tries < 1000; tries++) await sleep(5);
    expect(isSo()).toBe(true);
  };

  test("of a step that is longer than the limit lets go past the deadline, and says which steps are trained again", async () => {
    await script(home, { waitAt: 15 });
    const config = benchConfig(api, home, { DRAIN_SECONDS: "1" });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000), { config });
    const drain = new AbortController();
    const ended = attempt.run(drain.signal);
    await until(() => api.points.has("loss 14") && api.uploads.some((upload) => upload.step === 10 && upload.committed));
    drain.abort();
    expect(await ended).toBe("released");
    expect(api.released).toMatchObject({
      reason: "The runner is shutting down. 4 steps after step 10 will be trained again.",
      failure: null,
    });
  });

  test("while the store is away releases at the deadline, with the checkpoint unsent and said", async () => {
    await script(home, { stepMs: 5 });
    api.fault = (operation) => (operation === "PUT object" ? "lost-request" : "none");
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000), { config: benchConfig(api, home, { DRAIN_SECONDS: "1" }) });
    const drain = new AbortController();
    const ended = attempt.run(drain.signal);
    await until(() => api.points.size > 5);
    drain.abort();
    expect(await ended).toBe("released");
    expect(api.released?.reason).toMatch(/^The runner is shutting down\. \d+ steps from the start will be trained again\.$/);
    expect(api.uploads.every((upload) => !upload.committed)).toBe(true);
  });

  test("that somebody asked for says so", async () => {
    await script(home, { stepMs: 5 });
    const attempt = await makeAttempt(api, home, makeClaim(api, 1000));
    const drain = new AbortController();
    const ended = attempt.run(drain.signal);
    await until(() => api.points.size > 5);
    drain.abort(drainReason(DRAINED));
    expect(await ended).toBe("released");
    expect(api.released).toMatchObject({ reason: DRAINED, failure: null });
    expect(api.uploads.at(-1)).toMatchObject({ committed: true });
  });
});
