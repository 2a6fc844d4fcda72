/**
 * @file F8: runner and API do not see each other for a while. Bytes wait on both sides, as TCP has them wait; no connection is
 * closed. Short ones leave the lease where it is; after long ones somebody else has the run, and the loser is fenced.
 */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import { FaultProxy } from "./support/fault-proxy.ts";
import type { Platform } from "./support/platform.ts";
import { delay, isAlive, until } from "./support/programs.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadAttempts, stepFaults, untilStatus, untilStep } from "./support/training.ts";

const SHORT_S = [5, 15];
const LONG_S = [45];
const LONG_FULL_S = [45, 120];
/** After the partition: for the loser to hear of it, and for both to settle. */
const SETTLE_MS = 25_000;

interface Cut {
  readonly seconds: number;
  readonly attempts: number;
  /** Attempts that overlapped: more than one live epoch. */
  readonly overlaps: number;
  /** The first trainer was dead at the end; meaningless when the lease stayed. */
  readonly isLoserDead: boolean;
  readonly faults: number;
}

async function partition(platform: Platform, length: number, { chance, say }: FaultContext): Promise<Cut> {
  const poolId = await platform.createPool("f8");
  const proxy = await FaultProxy.start(platform.apiPort, chance.next);
  const holder = await RunnerProcess.start(platform, { poolId, name: `f8-${length}`, apiUrl: proxy.url });
  const id = await createTraining(platform, { poolId, name: `partition ${length} s`, epochs: 5000, pictures: 400, everySteps: 200 });
  await untilStep(platform, id, 20);
  const trainer = holder.trainerPid()!;
  const spare = await RunnerProcess.start(platform, { poolId, name: `f8-${length}-spare` });
  await delay(2_000);
  proxy.weather = { partitioned: true };
  await delay(length * 1000);
  proxy.clear();
  if (LONG_FULL_S.includes(length)) await until("the loser ends its trainer", () => !isAlive(trainer), SETTLE_MS).catch(() => {});
  else await delay(SETTLE_MS);
  const attempts = await loadAttempts(platform, id);
  const isLoserDead = !isAlive(trainer);
  await platform.ask("stopRun", id);
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
  const overlaps = attempts.filter(
    ({ endedAtMs }, i) => attempts[i + 1] !== undefined && (endedAtMs === null || endedAtMs > attempts[i + 1]!.claimedAtMs),
  ).length;
  await Promise.all([holder.program.end(), spare.program.end()]);
  await proxy.close();
  say(
    `  ${length} s: ${attempts.length} attempt(s), ${isLoserDead ? "the first trainer has ended" : "the first trainer goes on"}, ${missing} steps missing`,
  );
  return { seconds: length, attempts: attempts.length, overlaps, isLoserDead, faults: missing + doubled + beyond };
}

export const partitioned: FaultRow = {
  id: "F8",
  title: "partition between runner and API",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const long = context.pace === "full" ? LONG_FULL_S : LONG_S;
    const cuts = await Promise.all([...SHORT_S, ...long].map((length) => partition(platform, length, context)));
    const did = `fault proxy keeps all GraphQL traffic back for ${[...SHORT_S, ...long].join(", ")} s, a spare runner waits`;
    const short = cuts.filter(({ seconds }) => SHORT_S.includes(seconds));
    const lost = cuts.filter(({ seconds }) => long.includes(seconds));
    const faults = cuts.reduce((sum, cut) => sum + cut.faults, 0);
    return [
      {
        row: "F8",
        did,
        n: short.length,
        wanted: "5 and 15 s: the same lease",
        measured: short.map((cut) => `${cut.seconds} s: ${cut.attempts} attempt(s)`).join(", "),
        pass: short.every((cut) => cut.attempts === 1 && !cut.isLoserDead),
      },
      {
        row: "F8",
        did,
        n: lost.length,
        wanted: "45 s and more: one live epoch, the loser fenced",
        measured: lost
          .map((cut) => `${cut.seconds} s: ${cut.attempts} attempts, ${cut.overlaps} overlaps, loser ${cut.isLoserDead ? "dead" : "ALIVE"}`)
          .join(", "),
        pass: lost.every((cut) => cut.attempts === 2 && cut.overlaps === 0 && cut.isLoserDead),
      },
      { row: "F8", did, n: cuts.length, wanted: "0 steps lost or doubled", measured: String(faults), pass: faults === 0 },
    ];
  },
};
