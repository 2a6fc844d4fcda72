/**
 * @file Looks whether a database keeps the promises of the runner protocol, I1 to I10. Reads only, one moment of it.
 *
 *   npm run audit -- [--objects] [--json]
 */
import { parseArgs } from "node:util";
import { readConfig } from "../../apps/api/src/config.ts";
import { openStore } from "../../apps/api/src/open-store.ts";
import { checkObjects } from "./check-objects.ts";
import { findInstallation, type Installation } from "./find-installation.ts";
import { runChecks, type Finding } from "./run-checks.ts";
import { table } from "./table.ts";

const HELP = `npm run audit -- [--objects] [--json]

Checks the invariants I1 to I10 of the runner protocol (docs/protocol.md) on a live database, and changes nothing.

  DATABASE_URL   the database, under a role that sees all teams: its owner's, or DATABASE_SYSTEM_URL as the API has it.
                 Left out: the database that npm start keeps here (in CAPSTAN_HOME).
  --objects      also reads the bytes of every committed checkpoint and compares them with their SHA-256. They are looked
                 for in OBJECTS_DIR, in the bucket of S3_BUCKET (with the API's other S3_ settings), or where npm start keeps them.
  --json         prints the findings as JSON

Exit code: 0 nothing is broken, 1 something is, 2 the audit could not be made.`;

/** The API's own way to its objects. */
function storeOf({ objectsFolder }: Installation) {
  if (objectsFolder === null && !process.env.S3_BUCKET)
    throw new Error("--objects needs the place of the objects: set OBJECTS_DIR, or S3_BUCKET with the API's other S3_ settings.");
  // Nothing is signed and no database opened through these settings.
  const unused = "postgresql://unused@127.0.0.1/unused";
  const place = process.env.S3_BUCKET ? {} : { OBJECTS_DIR: objectsFolder! };
  const settings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("S3_")));
  const { objects, publicUrl } = readConfig({
    ...settings,
    ...place,
    DATABASE_APP_URL: unused,
    DATABASE_SYSTEM_URL: unused,
    AUTH_SECRET: "-".repeat(32),
  });
  return openStore(objects, publicUrl);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      objects: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const installation = findInstallation();
  const findings: Finding[] = await runChecks(installation.url);
  if (values.objects) findings.push(await checkObjects(installation.url, await storeOf(installation)));
  console.log(values.json ? JSON.stringify(findings, null, 2) : table(findings));
  process.exitCode = findings.some(({ broken }) => broken > 0) ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
