/** @file F17: a run whose trainer always dies. It fails after five attempts without progress, with back-off, and harms nobody. */
import type { FaultRow, Figure } from "./support/figure.ts";
import { delay } from "./support/programs.ts";
import { largest, seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadAttempts, loadRun, stepFaults, stepsOf, untilStatus } from "./support/training.ts";

const HEALTHY = { epochs: 12, pictures: 400, everySteps: 100 };
const ATTEMPTS = 5;
/** The longest that the back-offs after the second, third and fourth lost attempt may be together, and time to be lost. */
const FAILED_MS_MAX = 140_000 + 120_000;

export const poisonRun: FaultRow = {
  id: "F17",
  title: "a run that always crashes",
  async run({ say, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const poolId = await platform.createPool("f17");
    const runners = await Promise.all([
      RunnerProcess.start(platform, { poolId, name: "f17-a" }),
      RunnerProcess.start(platform, { poolId, name: "f17-b" }),
    ]);
    const poison = await createTraining(platform, { poolId, name: "poison", epochs: 500, pictures: 400, everySteps: 0 });
    const healthy = await createTraining(platform, { ...HEALTHY, poolId, name: "healthy" });
    const delays = new Map<number, number>();
    for (const deadline = Date.now() + FAILED_MS_MAX; Date.now() < deadline; await delay(20)) {
      for (const runner of runners) {
        const pid = runner.trainerOf(poison);
        if (pid !== null) process.kill(pid, "SIGKILL");
      }
      const [row] = await platform.database.query<{ status: string; epoch: number; waitMs: number }>(
        `SELECT status::text, lease_epoch AS epoch, (1000 * extract(epoch FROM not_before - (SELECT max(ended_at) FROM attempts a WHERE a.run_id = r.id)))::float8 AS "waitMs" FROM runs r WHERE id = $1`,
        [poison],
      );
      if (row!.status === "QUEUED" && row!.epoch > 0) delays.set(row!.epoch, Math.max(0, row!.waitMs));
      if (row!.status === "FAILED") break;
    }
    const ended = await loadRun(platform, poison);
    const attempts = await loadAttempts(platform, poison);
    const unhurt = await untilStatus(platform, healthy, "SUCCEEDED");
    const { missing, doubled, beyond } = await stepFaults(platform, healthy, stepsOf(HEALTHY));
    await Promise.all(runners.map(({ program }) => program.end()));
    const waits = [...delays].toSorted(([a], [b]) => a - b).map(([, ms]) => ms);
    const early = attempts.filter(
      ({ claimedAtMs, number }) => number > 1 && claimedAtMs < attempts[number - 2]!.endedAtMs! + (delays.get(number - 1) ?? 0) - 50,
    ).length;
    const isBounded = waits.every((ms, i) => ms <= 10_000 * 2 ** i + 1_000) && (waits[0] ?? 1) < 1_000 && largest(waits) > 0;
    say(`  outcomes ${attempts.map(({ outcome }) => outcome).join(", ")}; back-offs ${waits.map(seconds).join(", ")}`);
    const did = "kill -9 of its trainer whenever it starts; constants as in production";
    return [
      {
        row: "F17",
        did,
        n: 1,
        wanted: `FAILED after ${ATTEMPTS} attempts`,
        measured: `${ended.status} after ${attempts.length}`,
        pass: ended.status === "FAILED" && attempts.length === ATTEMPTS,
      },
      {
        row: "F17",
        did,
        n: waits.length,
        wanted: "back-off 0, <= 20, <= 40, <= 80 s, none claimed earlier",
        measured: `${waits.map(seconds).join(", ")}; ${early} early`,
        pass: waits.length === ATTEMPTS - 1 && isBounded && early === 0,
      },
      {
        row: "F17",
        did,
        n: 1,
        wanted: "others unhurt",
        measured: `the healthy run ${unhurt.status} in attempt ${unhurt.leaseEpoch}, ${missing + doubled + beyond} steps wrong`,
        pass: unhurt.leaseEpoch === 1 && missing + doubled + beyond === 0,
      },
    ];
  },
};
