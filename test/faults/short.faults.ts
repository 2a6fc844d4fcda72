/** @file The part of the fault matrix that belongs to `npm test`. Times are printed, not asserted: the machine may be busy. */
import { afterAll, expect, test } from "vitest";
import { runnerKilled } from "./f02-runner-killed.ts";
import { zombieRunner } from "./f03-zombie.ts";
import { apiKilled } from "./f05-api-killed.ts";
import { databaseKilled } from "./f06-database-killed.ts";
import { replyLost } from "./f11-reply-lost.ts";
import { auditOf } from "./support/audit.ts";
import { contextOf, printFigures, type FaultRow } from "./support/figure.ts";
import { Platform } from "./support/platform.ts";
import { endEverything } from "./support/programs.ts";

const SEED = 1;
let shared: Promise<Platform> | null = null;
const platform = (): Promise<Platform> => (shared ??= Platform.start({ seed: SEED }));

afterAll(endEverything);

/** Rows at the same time, and the audit after them. */
async function expectRows(...rows: readonly FaultRow[]): Promise<void> {
  const figures = (await Promise.all(rows.map((row) => row.run(contextOf(row.id, SEED, "short", platform))))).flat();
  console.log(printFigures(figures));
  expect(figures.filter(({ pass, isTime }) => pass === false && !isTime)).toEqual([]);
  expect(await auditOf(await platform())).toEqual([]);
}

test("a killed API loses nothing that it acknowledged", () => expectRows(apiKilled));
test("a killed PostgreSQL loses nothing that was acknowledged", () => expectRows(databaseKilled));
test("a reply that is lost after the commit doubles nothing", () => expectRows(replyLost));
test("runs of a killed and of a stopped runner are taken over, and the stopped one changes nothing when it wakes", () =>
  expectRows(runnerKilled, zombieRunner));
