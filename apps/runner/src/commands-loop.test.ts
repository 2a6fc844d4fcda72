import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Command, followCommands } from "./commands-loop.ts";
import { CommandServer } from "./testing/command-server.ts";

let server: CommandServer;
let over: AbortController;
let heard: Command[];
let links: (string | null)[];
let following: Promise<void>;

const until = async (isSo: () => boolean) => {
  for (let tries = 0; !isSo() && tries < 600; tries++) await sleep(5);
  expect(isSo()).toBe(true);
};
const follow = (endpoint: string) =>
  followCommands(
    {
      endpoint,
      token: "secret",
      onCommand: (command) => heard.push(command),
      onLink: (broken) => links.push(broken),
      backOff: { baseMs: 5, maxMs: 20 },
    },
    over.signal,
  );

beforeEach(async () => {
  server = await CommandServer.start();
  over = new AbortController();
  heard = [];
  links = [];
});
afterEach(async () => {
  over.abort();
  await following;
  await server.stop();
});

test("commands arrive at once, and the runner says who it is", async () => {
  following = follow(server.endpoint);
  await until(() => server.listeners === 1);
  server.push({ kind: "CANCEL", runId: "run_x", leaseEpoch: 2 });
  await until(() => heard.length === 1);
  expect(heard).toEqual([{ kind: "CANCEL", runId: "run_x", leaseEpoch: 2 }]);
  expect(server.tokens).toEqual(["Bearer secret"]);
});

test("a broken link is made again, and commands arrive over the new one", async () => {
  following = follow(server.endpoint);
  for (let times = 1; times <= 3; times++) {
    await until(() => server.listeners === 1);
    server.breakLinks();
    await until(() => server.tokens.length === times + 1);
  }
  await until(() => server.listeners === 1);
  server.push({ kind: "NEW_WORK", runId: null, leaseEpoch: null });
  await until(() => heard.length === 1);
  expect(links.filter((broken) => broken !== null)).toHaveLength(3);
});

test("an API that is not there is asked again until told to end", async () => {
  following = follow("http://127.0.0.1:9/graphql");
  await until(() => links.length >= 3);
  expect(links.every((broken) => broken !== null)).toBe(true);
});
