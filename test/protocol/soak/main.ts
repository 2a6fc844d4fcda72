/**
 * @file Hours of ordinary work with a fault every minute: a real API process, a real PostgreSQL, eight runners that keep the
 * protocol and train nothing, dashboards that follow them. Prints a line each minute, and at the end what grew and what broke.
 *
 *   npm run test:soak -- [--minutes 120] [--out FOLDER] [--seed TEXT] [--minute-seconds 60]
 */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { delay, endEverything } from "../../faults/support/programs.ts";
import { chanceOf } from "../../faults/support/random.ts";
import { call } from "../../support/training-floor.ts";
import { FaultPlan } from "./faults.ts";
import { Ledger, type Balance } from "./ledger.ts";
import { measure, type Measured } from "./measure.ts";
import { SoakPlatform, type SoakTeam } from "./platform.ts";
import { conclude, HEADER, line, type Minute, type Totals } from "./report.ts";
import { ScriptedRunner } from "./scripted-runner.ts";
import { Watcher } from "./watcher.ts";

const RUNNERS_OF_TEAM = 4;
/** One less than there are runners, so that the cap is felt. */
const CAP = 3;
const QUEUED = 6;
/** Six live runners make about five reports a second. */
const REPORT_EVERY_MS = 900;
/** Faults strike at the start of a minute; the look is taken when their dust has settled. */
const LOOK_AT = 0.9;

/** Keeps a few runs waiting in each team's queue. */
async function feed({ database }: SoakPlatform, teams: readonly SoakTeam[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { user, datasetId } of teams) {
      try {
        const [waiting] = await database.query<{ count: string }>("SELECT count(*) FROM runs WHERE team_id = $1 AND status = 'QUEUED'", [
          user.teamId,
        ]);
        for (let missing = QUEUED - Number(waiting!.count); missing > 0; missing--)
          await call(user.client, "createRun", { datasetId, config: { preset: "demo" } }, "run { id }");
      } catch {
        // A fault is going on; the queue can wait.
      }
    }
    await delay(3000);
  }
}

/** Tries until the platform is whole again. */
async function persist<T>(look: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (tries > 30) throw error;
      await delay(1000);
    }
  }
}

const { values: args } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    out: { type: "string" },
    seed: { type: "string", default: "soak" },
    "minute-seconds": { type: "string", default: "60" },
  },
});
const minutes = Number(args.minutes);
const minuteMs = 1000 * Number(args["minute-seconds"]);
const { next: random } = chanceOf(args.seed);
const out = path.resolve(args.out ?? path.join(os.tmpdir(), "capstan-soak-report"));
mkdirSync(out, { recursive: true });
const say = (text: string): void => {
  console.log(text);
  appendFileSync(path.join(out, "soak.txt"), `${text}\n`);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void endEverything().finally(() => process.exit(1)));
process.on("unhandledRejection", (error) => say(`!! a rejection of the harness: ${String(error)}`));

try {
  say(`soak of ${minutes} minutes, seed ${args.seed}, process ${process.pid}`);
  const platform = await SoakPlatform.start(args.seed);
  const teams = [await platform.createTeam("Ada", RUNNERS_OF_TEAM, CAP), await platform.createTeam("Grace", RUNNERS_OF_TEAM, CAP)];
  const [ending, ledger] = [new AbortController(), new Ledger()];
  const runners = teams.flatMap((team) =>
    team.runners.map((runner) => new ScriptedRunner({ runner, ledger, reportEveryMs: REPORT_EVERY_MS, random, signal: ending.signal })),
  );
  const watchers = teams.flatMap((team) => [0, 1].map(() => new Watcher(platform.url, team.runners[0]!.client.headers.authorization!)));
  const working = [...runners.map((runner) => runner.run()), feed(platform, teams, ending.signal)];
  const watching = watchers.map((watcher, index) => watcher.run(() => runners[index < 2 ? index : index + 2]!.held, ending.signal));
  const plan = new FaultPlan({ platform, teams, runners, watchers, random }, minutes);

  const seen: Minute[] = [];
  const sum = { lost: 0, doubled: 0 };
  const balance = async (all: boolean): Promise<Balance> => {
    const found = await persist(() => ledger.compare((sql, values) => platform.database.query(sql, values), all));
    sum.lost += found.lost;
    sum.doubled += found.doubled;
    return found;
  };
  say(HEADER);
  const beganMs = Date.now();
  for (let minute = 0; minute < minutes; minute++) {
    await delay(Math.max(0, beganMs + minute * minuteMs - Date.now()));
    const { kind, text } = await plan.strike(minute);
    await delay(Math.max(0, beganMs + (minute + LOOK_AT) * minuteMs - Date.now()));
    const looked: Measured = await persist(() => measure(platform));
    seen.push({
      minute,
      fault: `${kind}: ${text}`,
      ...looked,
      ...(await balance(false)),
      acknowledgedReports: ledger.reports,
      acknowledgedPoints: ledger.points,
    });
    say(line(seen.at(-1)!));
    writeFileSync(path.join(out, "minutes.json"), JSON.stringify(seen));
  }
  ending.abort();
  await Promise.all(working);
  await Promise.all(watching);
  Object.assign(sum, { lost: 0, doubled: 0 });
  await balance(true);
  const [replay] = await platform.database.query<{ sum: string }>("SELECT coalesce(sum(replay_divergent), 0) AS sum FROM runs");
  const totals: Totals = {
    minutes,
    ...sum,
    gaps: ledger.gaps,
    apiDeaths: platform.deaths,
    runsFinished: runners.reduce((total, { finished }) => total + finished, 0),
    reports: ledger.reports,
    points: ledger.points,
    duplicates: ledger.duplicates,
    fenced: ledger.fenced,
    repeatedCalls: runners.reduce((total, { repeated }) => total + repeated, 0),
    events: watchers.reduce((total, { events }) => total + events, 0),
    replayDivergent: Number(replay!.sum),
  };
  const { text, isGood } = conclude(seen, totals);
  say(text);
  writeFileSync(path.join(out, "soak.json"), JSON.stringify({ seed: args.seed, totals, isGood, minutes: seen }, null, 2));
  process.exitCode = isGood ? 0 : 1;
} finally {
  await endEverything();
}
// Left to itself, Node 24 does not end after this but turns for ever in its own clean-up, waiting for a handle that is not closed.
process.exit();
