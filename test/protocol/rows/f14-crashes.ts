/** @file F14: whoever writes, uploads or commits a checkpoint is gone at each of eight points; a whole one stays, and nothing else. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Database } from "@capstan/prisma/database";
import { DiskStore } from "@capstan/storage/disk-store";
import { removeUnfinished, verifyCheckpoint } from "@capstan/trainer/checkpoint-folder";
import { sweepObjects } from "../../../apps/api/src/checkpoint/sweep-objects.ts";
import { createLog } from "../../../apps/api/src/log.ts";
import { checkObjects } from "../../../tools/audit/check-objects.ts";
import type { FaultRow, Figure } from "../../faults/support/figure.ts";
import type { Platform } from "../../faults/support/platform.ts";
import { NODE, ROOT } from "../../faults/support/programs.ts";
import type { Claim, FakeRunner } from "../../support/training-floor.ts";
import { POINTS, type CrashPlan } from "./crash-points.ts";
import { fakeRunners, queueRun } from "./runners-of-pool.ts";

interface Crash {
  readonly signal: NodeJS.Signals | null;
  readonly committed: boolean;
}

/** Runs the child to its end; at the last point it is the API that dies, and the child with it. */
async function crash(platform: Platform, plan: CrashPlan): Promise<Crash> {
  const child = spawn(NODE, [path.join(import.meta.dirname, "crash-child.ts"), JSON.stringify(plan)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  let restarted: Promise<unknown> = Promise.resolve();
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (plan.point !== "while the API verifies it" || !said.includes("committing")) return;
    child.kill("SIGKILL");
    restarted = platform.crashApi();
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once("close", (_code, by) => resolve(by)));
  await restarted;
  return { signal, committed: said.includes("committed") };
}

/** What lies in the folder after the trainer's own clean-up at its next start. */
async function wholeOnes(parent: string): Promise<{ whole: number; other: number }> {
  await removeUnfinished(parent);
  const names = await readdir(parent);
  const verified = await Promise.all(
    names.map((name) =>
      verifyCheckpoint(path.join(parent, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return { whole: verified.filter(Boolean).length, other: verified.filter((isWhole) => !isWhole).length };
}

export const crashes: FaultRow = {
  id: "F14",
  title: "crashes while a checkpoint is written, uploaded, committed",
  async run({ times, platform: getPlatform, say }): Promise<Figure[]> {
    const platform = await getPlatform();
    const rounds = times(1, 3, 10);
    const poolId = await platform.createPool("f14");
    const [runner] = (await fakeRunners(platform, poolId, 1)) as [FakeRunner];
    const database = new Database({ appUrl: platform.database.appUrl, systemUrl: platform.database.systemUrl, poolSize: 2 });
    const store = new DiskStore({ root: path.join(platform.folder, "objects"), baseUrl: platform.apiUrl, secret: "-".repeat(32) });
    const parent = await mkdtemp(path.join(os.tmpdir(), "capstan-f14-"));
    const sum = { killed: 0, resumed: 0, onDisk: 0, broken: 0, orphans: 0, damaged: 0 };
    const token = runner.client.headers.authorization!.replace("Bearer ", "");
    try {
      const runId = await queueRun(platform, poolId);
      let claim: Claim = (await runner.claim())!;
      let kept = (await runner.checkpoint(claim, { step: 1, afterSequence: -1 })).id;
      const n = rounds * POINTS.length;
      for (let round = 0; round < n; round++) {
        const point = POINTS[round % POINTS.length]!;
        const folder = path.join(parent, String(round));
        await mkdir(folder);
        const { signal } = await crash(platform, {
          point,
          parent: folder,
          step: round + 2,
          url: platform.apiUrl,
          token,
          runId,
          leaseEpoch: claim.leaseEpoch,
        });
        if (signal === "SIGKILL") sum.killed++;
        else say(`  ${point}: the child ended by ${signal}`);
        const { whole, other } = await wholeOnes(folder);
        sum.onDisk += whole;
        sum.broken += other;
        await runner.release(claim);
        await sweepObjects({ database, store, log: createLog("silent"), keepDeletedMs: -60_000 });
        claim = (await runner.claim())!;
        // Killed while it verified, the API may have committed or not: either is whole.
        const resumed = claim.resumeFrom?.checkpointId;
        if (resumed === kept || (point === "while the API verifies it" && claim.resumeFrom?.step === round + 2)) sum.resumed++;
        else say(`  ${point}: the run goes on from ${resumed}, and not from ${kept}`);
        kept = resumed ?? kept;
        sum.damaged += (await checkObjects(platform.database.ownerUrl, store)).broken;
        const left = await platform.database.query(
          "SELECT id FROM checkpoints WHERE run_id = $1 AND (status = 'UPLOADING' OR status = 'DELETED' AND swept_at IS NULL)",
          [runId],
        );
        sum.orphans += left.length;
      }
      await runner.finish(claim, -1, { outcome: "SUCCEEDED" });
      const local = rounds * POINTS.indexOf("after the rename");
      const did = `kill -9 at ${POINTS.length} points`;
      return [
        { row: "F14", did, n, wanted: `killed there ${n}/${n}`, measured: `${sum.killed}/${n}`, pass: sum.killed === n },
        {
          row: "F14",
          did: "a committed checkpoint is there and the run goes on from it",
          n,
          wanted: `${n}/${n}`,
          measured: `${sum.resumed}/${n}`,
          pass: sum.resumed === n,
        },
        {
          row: "F14",
          did: "on the runner's disk after its clean-up",
          n,
          wanted: `${n - local} whole, 0 others`,
          measured: `${sum.onDisk} whole, ${sum.broken} others`,
          pass: sum.onDisk === n - local && sum.broken === 0,
        },
        {
          row: "F14",
          did: "uploads of leases that are over, after the sweep",
          n,
          wanted: "0 left",
          measured: `${sum.orphans} left`,
          pass: sum.orphans === 0,
        },
        {
          row: "F14",
          did: "bytes of all committed checkpoints read again",
          n,
          wanted: "0 missing or changed",
          measured: String(sum.damaged),
          pass: sum.damaged === 0,
        },
      ];
    } finally {
      await database.close();
      await rm(parent, { recursive: true, force: true });
    }
  },
};
