/** @file F10: reports come twice, out of order and from a zombie that poisons, and the table is what a plain reference says. */
import fc from "fast-check";
import type { FaultRow, Figure } from "../../faults/support/figure.ts";
import type { Platform } from "../../faults/support/platform.ts";
import type { Claim, FakeRunner } from "../../support/training-floor.ts";
import { fakeRunners, queueRun } from "./runners-of-pool.ts";

const WINDOW = 4;
const REPORTS = 8;
const STEPS_IN_REPORT = 3;
const POISON = 666;
/** Whatever the choices were, the rest is sent in order after so many calls. */
const CALLS_MAX = 60;

interface Pair {
  readonly platform: Platform;
  readonly poolId: string;
  readonly zombie: FakeRunner;
  readonly holder: FakeRunner;
}
interface Case {
  readonly missing: number;
  readonly wrong: number;
  readonly fromZombie: number;
  readonly sent: { accepted: number; duplicates: number; gaps: number; fenced: number };
}

const stepsOf = (sequence: number): number[] =>
  Array.from({ length: STEPS_IN_REPORT }, (_, index) => sequence * STEPS_IN_REPORT + index + 1);
const contents = (sequence: number, value: (step: number) => number): object => ({
  progress: { step: stepsOf(sequence).at(-1)!, epoch: 0 },
  metrics: [{ name: "loss", steps: stepsOf(sequence), values: stepsOf(sequence).map(value) }],
});

/** Sends what `choices` say: of each, the last decimal digit is what kind, the others which report. */
async function sendAll({ holder, zombie }: Pair, lease: Claim, lost: Claim, choices: readonly number[], sent: Case["sent"]): Promise<void> {
  let stored = -1;
  for (let calls = 0; stored < REPORTS - 1; calls++) {
    const choice = calls < CALLS_MAX ? choices[calls % choices.length]! + 7 * calls : 9;
    const [kind, which] = [choice % 10, Math.floor(choice / 10)];
    if (kind < 2) {
      const { errors } = await zombie.report(
        lost,
        stored + 1,
        contents(stored + 1, () => POISON),
      );
      if (errors[0]?.code === "FENCED") sent.fenced++;
      continue;
    }
    // Three in ten are sent again; the others come from the window, in any order.
    const ahead = calls < CALLS_MAX ? which % WINDOW : 0;
    const sequence = kind < 5 && stored >= 0 ? which % (stored + 1) : Math.min(REPORTS - 1, stored + 1 + ahead);
    const answer = await holder.report(
      lease,
      sequence,
      contents(sequence, (step) => 1 / step),
    );
    if (answer.duplicate) sent.duplicates++;
    else if (answer.accepted) sent.accepted++;
    else sent.gaps++;
    if (answer.accepted && sequence > stored) stored = sequence;
  }
}

async function oneCase(pair: Pair, choices: readonly number[]): Promise<Case> {
  const { platform, poolId, zombie, holder } = pair;
  const runId = await queueRun(platform, poolId);
  const lost = (await zombie.claim())!;
  await zombie.release(lost);
  const lease = (await holder.claim())!;
  const sent = { accepted: 0, duplicates: 0, gaps: 0, fenced: 0 };
  await sendAll(pair, lease, lost, choices, sent);
  await holder.finish(lease, REPORTS - 1, { outcome: "SUCCEEDED" });
  const rows = await platform.database.query<{ step: string; value: number; attempt: number }>(
    "SELECT step, value, attempt FROM metric_points WHERE run_id = $1 AND name = 'loss'",
    [runId],
  );
  const table = new Map(rows.map(({ step, value }) => [Number(step), value]));
  const steps = Array.from({ length: REPORTS * STEPS_IN_REPORT }, (_, index) => index + 1);
  return {
    missing: steps.filter((step) => !table.has(step)).length,
    wrong: steps.filter((step) => table.has(step) && table.get(step) !== 1 / step).length + Math.max(0, rows.length - steps.length),
    fromZombie: rows.filter(({ attempt, value }) => attempt !== lease.leaseEpoch || value === POISON).length,
    sent,
  };
}

export const reorderedReports: FaultRow = {
  id: "F10",
  title: "reports twice, out of order and from a zombie",
  async run({ times, seed, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const poolId = await platform.createPool("f10");
    const [zombie, holder] = (await fakeRunners(platform, poolId, 2)) as [FakeRunner, FakeRunner];
    const n = times(5, 50, 1000);
    const sum = { missing: 0, wrong: 0, fromZombie: 0, accepted: 0, duplicates: 0, gaps: 0, fenced: 0 };
    let zombies = 0;
    await fc
      .assert(
        fc.asyncProperty(fc.noBias(fc.array(fc.nat(9999), { minLength: 5, maxLength: 20 })), async (choices) => {
          const { sent, ...found } = await oneCase({ platform, poolId, zombie, holder }, choices);
          for (const [name, count] of Object.entries({ ...found, ...sent }) as [keyof typeof sum, number][]) sum[name] += count;
          zombies += sent.fenced;
          return found.missing + found.wrong + found.fromZombie === 0;
        }),
        { numRuns: n, seed, endOnFailure: true },
      )
      .catch((error: unknown) => {
        // The figures below say what differed.
        if (sum.missing + sum.wrong + sum.fromZombie === 0) throw error;
      });
    const did = `window ${WINDOW}, ${sum.duplicates} duplicates, ${sum.gaps} too early, ${zombies} of a zombie with other values`;
    const isRight = sum.missing + sum.wrong + sum.fromZombie === 0;
    return [
      {
        row: "F10",
        did,
        n,
        wanted: "the table is the reference's: 0 missing, 0 wrong, 0 of the zombie",
        measured: `${sum.missing} missing, ${sum.wrong} wrong, ${sum.fromZombie} of the zombie`,
        pass: isRight,
      },
      {
        row: "F10",
        did: "each report is accepted once",
        n,
        wanted: `${n * REPORTS} accepted`,
        measured: `${sum.accepted} accepted`,
        pass: sum.accepted === n * REPORTS,
      },
    ];
  },
};
