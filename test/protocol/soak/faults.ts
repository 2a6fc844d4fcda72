/** @file The faults of a soak, one a minute; each says what it did. */
import { delay } from "../../faults/support/programs.ts";
import { call } from "../../support/training-floor.ts";
import type { SoakPlatform, SoakTeam } from "./platform.ts";
import type { ScriptedRunner } from "./scripted-runner.ts";
import type { Watcher } from "./watcher.ts";

export interface Scene {
  readonly platform: SoakPlatform;
  readonly teams: readonly SoakTeam[];
  readonly runners: readonly ScriptedRunner[];
  readonly watchers: readonly Watcher[];
  readonly random: () => number;
}
type Fault = (scene: Scene) => Promise<string>;

/** Longer than a lease: it is reaped, and comes back as a zombie. */
const SILENCE_MS = 45_000;
const PAUSE_MS = 20_000;

const any = <Item>(items: readonly Item[], random: () => number): Item | undefined => items[Math.floor(random() * items.length)];

async function ask({ platform, teams, random }: Scene, mutation: string): Promise<string | null> {
  const rows = await platform.database.query<{ id: string; team_id: string }>(
    "SELECT id, team_id FROM runs WHERE status IN ('CLAIMED', 'RUNNING') AND requested IS NULL ORDER BY id",
  );
  const run = any(rows, random);
  const team = teams.find(({ user }) => user.teamId === run?.team_id);
  if (!run || !team) return null;
  await call(team.user.client, mutation, { id: run.id }, "run { id }", "RunIdInput");
  return run.id;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "duplicated reports": async ({ runners }) => {
    for (const runner of runners) runner.doubleReports(5);
    return "five reports of each runner are sent twice at once, with an old one behind them";
  },
  "silent runner": async ({ runners, random }) => {
    const busy = runners.filter(({ held }) => held !== null);
    any(busy.length > 0 ? busy : runners, random)!.fallSilent(SILENCE_MS);
    return "a runner says nothing for 45 s, then goes on as if nothing had happened";
  },
  "lost replies": async ({ platform }) => {
    platform.proxy.cutReplies("reportProgress", 8);
    return "eight reports are stored, and nobody hears of it";
  },
  "connections cut": async ({ platform, watchers }) => {
    platform.proxy.weather = { resets: 0.5 };
    for (const watcher of watchers) watcher.drop();
    await delay(3000);
    platform.proxy.clear();
    return "for three seconds every other piece resets its connection; subscribers are dropped";
  },
  "database connections cut": async ({ platform }) => {
    const rows = await platform.database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('capstan_app', 'capstan_system')",
    );
    return `${rows.length} of the API's database connections ended`;
  },
  cancel: async (scene) => `cancelRun of ${await ask(scene, "cancelRun")}`,
  pause: async (scene) => {
    const id = await ask(scene, "pauseRun");
    const team = scene.teams.map(({ user }) => user.client);
    // By then it is PAUSED, or the wish is taken back.
    setTimeout(
      () => void Promise.allSettled(team.map((client) => call(client, "resumeRun", { id }, "run { id }", "RunIdInput"))),
      PAUSE_MS,
    ).unref();
    return `pauseRun of ${id}, resumed 20 s later`;
  },
  stop: async (scene) => `stopRun of ${await ask(scene, "stopRun")}`,
  "PostgreSQL killed": async ({ platform }) => {
    await platform.database.kill();
    return `kill -9 of PostgreSQL, back after ${Math.round(await platform.database.restart())} ms`;
  },
};
const API_KILLED = "API killed";
/** The memory of a killed API tells nothing more, so it is killed seldom, and never in the second half. */
const API_KILLED_AT = [4, 24];

export class FaultPlan {
  readonly #scene: Scene;
  readonly #minutes: number;
  #waiting: string[] = [];

  constructor(scene: Scene, minutes: number) {
    this.#scene = scene;
    this.#minutes = minutes;
  }

  /** Brings about the fault of a minute, from 0. Each kind comes once before any comes again. */
  async strike(minute: number): Promise<{ kind: string; text: string }> {
    const { platform, random } = this.#scene;
    if (API_KILLED_AT.includes(minute) && minute < this.#minutes / 2) {
      await platform.crashApi();
      return { kind: API_KILLED, text: "kill -9 of the API, and a new one" };
    }
    if (this.#waiting.length === 0) this.#waiting = Object.keys(FAULTS);
    const kind = this.#waiting.splice(Math.floor(random() * this.#waiting.length), 1)[0]!;
    return { kind, text: await FAULTS[kind]!(this.#scene).catch((error: unknown) => `could not be brought about: ${String(error)}`) };
  }
}
