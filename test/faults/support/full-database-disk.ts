/** @file F12, the database's disk: calls fail without a word of the inside, runners wait, and all goes on when there is room. */
import { TestClient } from "../../support/test-client.ts";
import type { FaultContext, Figure } from "./figure.ts";
import { describe, IngestLoad, isClean } from "./ingest-load.ts";
import type { Platform } from "./platform.ts";
import { delay, until } from "./programs.ts";
import { seconds } from "./random.ts";
import type { SmallDisk } from "./small-disk.ts";

const FULL_MS = 12_000;
const RECOVERY_MS_MAX = 30_000;
/** Words of the inside that a caller must not read. */
const INSIDE = /no space|could not extend|pg_|ENOSPC|relation|base\//i;

/** The first refusal of a mutation that writes; null when PostgreSQL still found room for each. */
async function refusal(platform: Platform, token: string): Promise<{ code: string; message: string } | null> {
  const client = new TestClient(platform.apiUrl, { authorization: `Bearer ${token}` });
  const document = "mutation ($input: CreatePoolInput!) { createPool(input: $input) { errors { code message } } }";
  for (let i = 0; i < 200; i++) {
    const { errors } = await client.ask(document, { input: { teamId: platform.teamId, name: `full-${Date.now()}-${i}` } });
    if (errors?.[0]) return { code: errors[0].extensions.code, message: errors[0].message };
  }
  return null;
}

export async function fullDatabaseDisk(platform: Platform, disk: SmallDisk, did: string, { say }: FaultContext): Promise<Figure[]> {
  const { createApiKey } = await platform.mutate<{ createApiKey: { secret: string } }>(
    "createApiKey",
    { teamId: platform.teamId, name: "f12", scopes: ["ADMIN"] },
    "secret",
  );
  const load = await IngestLoad.start(platform, "f12", 2);
  const { pid } = platform.api;
  await delay(3_000);
  disk.fill();
  const before = load.runners.map(({ failures }) => failures);
  const answer = await refusal(platform, createApiKey.secret);
  await delay(FULL_MS);
  const refused = load.runners.map(({ failures }, i) => failures - before[i]!);
  disk.free();
  const freedMs = Date.now();
  const readyMs = (await platform.untilReady()) - freedMs;
  const recoveryMs = await load.reconnectMs(freedMs, until);
  const end = await load.finish();
  const unhandled = platform.api.log().filter(({ message }) => message.includes("that nobody caught")).length;
  const isSame = platform.api.isRunning && platform.api.pid === pid;
  say(
    `  database: ${answer ? `${answer.code}: ${answer.message}` : "nothing was refused"}; ${refused.join(" and ")} reports refused; all again ${seconds(recoveryMs)} after`,
  );
  return [
    {
      row: "F12",
      did,
      n: 1,
      wanted: "calls fail with a code, and nothing of the inside",
      measured: answer ? answer.code : "nothing was refused",
      pass: answer !== null && answer.code === "INTERNAL" && !INSIDE.test(answer.message),
    },
    {
      row: "F12",
      did,
      n: 1,
      wanted: "service recovers <= 30 s after; the same API process",
      measured: `ready ${seconds(readyMs)}, reports ${seconds(recoveryMs)}; ${isSame ? "the same" : "ANOTHER"}, ${unhandled} unhandled`,
      pass: Math.max(readyMs, recoveryMs) <= RECOVERY_MS_MAX && isSame && unhandled === 0,
    },
    { row: "F12", did, n: end.reports, wanted: "0 lost, doubled, wrong or torn", measured: describe(end), pass: isClean(end) },
  ];
}
