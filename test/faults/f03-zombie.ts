/** @file F3: a runner is stopped for a minute and comes back as a zombie, after another one has taken its run. */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import type { Platform } from "./support/platform.ts";
import { delay, isAlive, until } from "./support/programs.ts";
import { largest, seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadRun, stepFaults, untilAttempt, untilStatus, untilStep } from "./support/training.ts";

const PLAN = { epochs: 1000, pictures: 400, everySteps: 50 };
const STOPPED_MS = 60_000;
/** In `npm test`: still longer than a lease and a tick of the reaper. */
const STOPPED_MS_SHORT = 42_000;
const AT_ONCE = 2;
const KILL_MS_MAX = 1_000;
/** How long the zombie may try after it wakes, before we look at what it did. */
const WATCHED_MS = 8_000;
const WATCHED_MS_SHORT = 3_000;

interface Zombie {
  readonly stale: number;
  /** From its first refused call to the death of its trainer. */
  readonly killMs: number;
  readonly faults: number;
}

/** What an attempt wrote after report `sequence`, or committed after `atMs`: from a fenced one, nothing. */
async function staleWrites(platform: Platform, runId: string, attempt: number, sequence: number, atMs: number): Promise<number> {
  const rows = await platform.database.query<{ n: number }>(
    `SELECT ((SELECT count(*) FROM metric_points WHERE run_id = $1 AND attempt = $2 AND sequence > $3)
           + (SELECT count(*) FROM log_lines WHERE run_id = $1 AND attempt = $2 AND sequence > $3)
           + (SELECT count(*) FROM epoch_summaries WHERE run_id = $1 AND attempt = $2 AND sequence > $3)
           + (SELECT count(*) FROM checkpoints WHERE run_id = $1 AND lease_epoch = $2 AND committed_at > to_timestamp($4 / 1000.0)))::int AS n`,
    [runId, attempt, sequence, atMs],
  );
  return rows[0]!.n;
}

async function makeZombie(platform: Platform, name: string, withTrainer: boolean, { chance, say, pace }: FaultContext): Promise<Zombie> {
  const poolId = await platform.createPool("f3");
  const zombie = await RunnerProcess.start(platform, { poolId, name: `${name}-zombie` });
  const id = await createTraining(platform, { ...PLAN, poolId, name });
  await untilStep(platform, id, Math.floor(chance.between(20, 200)));
  const trainer = zombie.trainerPid();
  if (trainer === null) throw new Error("The runner that trains has no trainer.");
  const heir = await RunnerProcess.start(platform, { poolId, name: `${name}-heir` });
  zombie.program.signal("SIGSTOP");
  if (withTrainer) process.kill(trainer, "SIGSTOP");
  const stoppedMs = Date.now();
  await untilAttempt(platform, id, 2);
  await delay(stoppedMs + (pace === "short" ? STOPPED_MS_SHORT : STOPPED_MS) - Date.now());
  // Everything of the first attempt, and the reaper's note of its end, has a number up to here.
  const { eventSeq } = await loadRun(platform, id);
  const wokenMs = Date.now();
  if (withTrainer) process.kill(trainer, "SIGCONT");
  zombie.program.signal("SIGCONT");
  await until("the zombie's trainer ends", () => !isAlive(trainer), 30_000, 5);
  const deadMs = Date.now();
  const refused = await until(
    "the zombie says that the run is not its own",
    () => zombie.program.log().find(({ message }) => message.startsWith("the run is no longer ours")),
    30_000,
  );
  await delay(pace === "short" ? WATCHED_MS_SHORT : WATCHED_MS);
  const stale = await staleWrites(platform, id, 1, eventSeq, wokenMs);
  await platform.ask("stopRun", id);
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
  await Promise.all([zombie.program.end(), heir.program.end()]);
  const killMs = Math.max(0, deadMs - refused.atMs);
  say(
    `  ${name}${withTrainer ? " with its trainer" : ""}: refused ${seconds(refused.atMs - wokenMs)} after it woke, trainer dead ${killMs} ms later, ${stale} stale writes`,
  );
  return { stale, killMs, faults: missing + doubled + beyond };
}

export const zombieRunner: FaultRow = {
  id: "F3",
  title: "a runner stopped for 60 s wakes as a zombie",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const seen: Zombie[] = [];
    for (const n = context.times(1, 2, 20); seen.length < n;)
      seen.push(
        ...(await Promise.all(
          Array.from({ length: AT_ONCE }, (_, i) => makeZombie(platform, `f3-${seen.length + i}`, i % 2 === 1, context)),
        )),
      );
    const n = seen.length;
    const did = "SIGSTOP 60 s, then SIGCONT; every second one with its trainer";
    const stale = seen.reduce((sum, zombie) => sum + zombie.stale, 0);
    const faults = seen.reduce((sum, zombie) => sum + zombie.faults, 0);
    const killMs = largest(seen.map((zombie) => zombie.killMs));
    return [
      { row: "F3", did, n, wanted: "0 stale writes or checkpoints applied", measured: String(stale), pass: stale === 0 },
      {
        row: "F3",
        did,
        n,
        wanted: "trainer dead <= 1 s after the first refusal",
        measured: `slowest ${killMs} ms`,
        pass: killMs <= KILL_MS_MAX,
        isTime: true,
      },
      { row: "F3", did, n, wanted: "0 steps missing or doubled", measured: String(faults), pass: faults === 0 },
    ];
  },
};
