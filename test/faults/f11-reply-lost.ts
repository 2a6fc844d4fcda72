/** @file F11: the server takes a report, and its answer is lost; the repeated call is a duplicate, and each step is there once. */
import { FakeRunner } from "../support/training-floor.ts";
import { TestClient } from "../support/test-client.ts";
import type { FaultRow, Figure } from "./support/figure.ts";
import { FaultProxy } from "./support/fault-proxy.ts";
import { createTraining, loadRun, stepFaults } from "./support/training.ts";

export const replyLost: FaultRow = {
  id: "F11",
  title: "reply lost after the commit",
  async run({ times, chance, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const n = times(5, 200, 200);
    const proxy = await FaultProxy.start(platform.apiPort, chance.next);
    try {
      const poolId = await platform.createPool("f11");
      const { id, token } = await platform.createRunner(poolId, "f11");
      const runId = await createTraining(platform, { poolId, name: "f11", epochs: 100, pictures: 400, everySteps: 0 });
      const runner = new FakeRunner(new TestClient(proxy.url, { authorization: `Bearer ${token}` }), id);
      const claim = (await runner.claim())!;
      let heard = 0;
      let duplicates = 0;
      for (let sequence = 0; sequence < n; sequence++) {
        const contents = {
          metrics: [{ name: "loss", steps: [sequence + 1], values: [sequence / 7] }],
          progress: { step: sequence + 1, epoch: 0 },
        };
        proxy.cutReplies("reportProgress");
        await runner.report(claim, sequence, contents).then(
          () => heard++,
          () => {},
        );
        const again = await runner.report(claim, sequence, contents);
        if (again.duplicate && again.errors.length === 0) duplicates++;
      }
      const { missing, doubled, beyond } = await stepFaults(platform, runId, n);
      const { step } = await loadRun(platform, runId);
      await runner.finish(claim, n - 1, { outcome: "SUCCEEDED" });
      const did = "the proxy cuts the answer after the server gave it";
      return [
        {
          row: "F11",
          did,
          n,
          wanted: `the repeated call is a duplicate ${n}/${n}`,
          measured: `${duplicates}/${n}; ${proxy.cuts} answers cut, ${heard} heard`,
          pass: duplicates === n && proxy.cuts === n && heard === 0,
        },
        {
          row: "F11",
          did,
          n,
          wanted: "one row for each step",
          measured: `${missing} missing, ${doubled} doubled, ${beyond} beyond; run at step ${step}`,
          pass: missing + doubled + beyond === 0 && step === n,
        },
      ];
    } finally {
      await proxy.close();
    }
  },
};
