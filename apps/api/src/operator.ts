/**
 * @file The operator's command: `node apps/api/src/operator.ts COMMAND ...`, with DATABASE_SYSTEM_URL set. Whoever may run it
 * has the database, so it asks for no further right; it is not reachable over the network.
 */
import { parseArgs } from "node:util";
import type { PrismaClient } from "@capstan/prisma/client";
import { Database } from "@capstan/prisma/database";
import { readSystemUrl } from "./config.ts";
import {
  createSharedPool,
  createSharedRunner,
  drainSharedRunner,
  listSharedPools,
  OperatorError,
  revokeSharedRunner,
  sharePool,
  unsharePool,
} from "./operator/shared-pools.ts";

const USAGE = `Usage: operator COMMAND
  pools                             the shared pools, their runners and teams
  create-pool POOL                  make a pool that teams may share
  share POOL TEAM [--as NAME]       let a team (by its short name) queue runs there
  unshare POOL TEAM                 take it back; what waits there waits
  create-runner POOL NAME           admit a runner; prints its token, once
  revoke-runner RUNNER              refuse its token from now on
  drain-runner RUNNER               give its run back and claim nothing
  undrain-runner RUNNER             let it work again
`;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

type Command = (system: PrismaClient, args: readonly string[], as: string | undefined) => Promise<void>;

/** Each with how many arguments it takes. */
const COMMANDS: Readonly<Record<string, readonly [number, Command]>> = {
  pools: [0, printPools],
  "create-pool": [
    1,
    async (system, [name]) => {
      await createSharedPool(system, name!);
      say(`Made the shared pool ${name}. Admit a runner: operator create-runner ${name} NAME`);
    },
  ],
  share: [
    2,
    async (system, [pool, team], as) => {
      await sharePool(system, pool!, team!, as);
      say(`The team ${team} sees it as the pool ${as ?? pool}.`);
    },
  ],
  unshare: [
    2,
    async (system, [pool, team]) => {
      await unsharePool(system, pool!, team!);
      say(`The runners of ${pool} take no more runs of the team ${team}.`);
    },
  ],
  "create-runner": [
    2,
    async (system, [pool, name]) => {
      const { id, token } = await createSharedRunner(system, pool!, name!);
      say(
        `Admitted the runner ${name} (${id}) to the shared pool ${pool}. Its token, shown this once; give it to the runner as RUNNER_TOKEN:`,
      );
      process.stdout.write(`${token}\n`);
    },
  ],
  "revoke-runner": [
    1,
    async (system, [id]) => {
      await revokeSharedRunner(system, id!);
      say(`The token of ${id} is refused from now on.`);
    },
  ],
  "drain-runner": [
    1,
    async (system, [id]) => {
      await drainSharedRunner(system, id!, true);
      say(`${id} gives its run back and claims nothing until undrain-runner.`);
    },
  ],
  "undrain-runner": [
    1,
    async (system, [id]) => {
      await drainSharedRunner(system, id!, false);
      say(`${id} claims runs again.`);
    },
  ],
};

async function printPools(system: PrismaClient): Promise<void> {
  const pools = await listSharedPools(system);
  if (pools.length === 0) say("There is no shared pool. Make one: operator create-pool POOL");
  for (const { name, runners, doors } of pools) {
    process.stdout.write(`${name}\n`);
    for (const runner of runners) {
      const state = runner.drainRequestedAt ? "drained" : runner.lastSeenAt ? `seen ${runner.lastSeenAt.toISOString()}` : "never seen";
      process.stdout.write(`  runner ${runner.id}  ${runner.name}  ${state}\n`);
    }
    for (const door of doors) process.stdout.write(`  team   ${door.team.slug}, as ${door.name}\n`);
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { as: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const [name = "", ...args] = positionals;
  const command = COMMANDS[name];
  if (!command || args.length !== command[0] || (values.as !== undefined && name !== "share") || values.help) {
    process.stderr.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const url = readSystemUrl();
  const database = new Database({ appUrl: url, systemUrl: url, poolSize: 2 });
  try {
    await command[1](database.system, args, values.as);
  } finally {
    await database.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof OperatorError ? 1 : 2;
});
