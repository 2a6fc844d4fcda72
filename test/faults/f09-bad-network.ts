/** @file F9: slow, resetting, narrow and half-open networks: less gets through, nothing is lost. */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import { FaultProxy, type Weather } from "./support/fault-proxy.ts";
import { describe, IngestLoad, isClean } from "./support/ingest-load.ts";
import type { Platform } from "./support/platform.ts";
import { delay, until } from "./support/programs.ts";
import { seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";

const WEATHERS: readonly { readonly name: string; readonly weather: Weather }[] = [
  { name: "200 ms +- 100 each way", weather: { delayMs: 200, jitterMs: 100 } },
  { name: "5 % resets", weather: { resets: 0.05 } },
  { name: "64 kbit/s", weather: { bytesPerSecond: 8_000 } },
];
const RUNNERS = 2;
/** About as often as a real runner reports. */
const EVERY_MS = 400;
const WATCHED_MS = 15_000;
const HALF_OPEN_MS_MAX = 30_000;

async function under(platform: Platform, name: string, weather: Weather, { chance, say }: FaultContext): Promise<Figure> {
  const proxy = await FaultProxy.start(platform.apiPort, chance.next);
  const load = await IngestLoad.start(platform, "f9", RUNNERS, { url: proxy.url, everyMs: EVERY_MS });
  proxy.weather = weather;
  await delay(WATCHED_MS);
  const arrived = load.runners.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
  const end = await load.finish();
  await proxy.close();
  const rate = `${((1000 * arrived) / WATCHED_MS).toFixed(1)} reports/s`;
  say(`  ${name}: ${rate}, ${proxy.resets} resets; ${describe(end)}`);
  return {
    row: "F9",
    did: `${name}, ${RUNNERS} runners`,
    n: end.reports,
    wanted: "0 lost or doubled, 0 reaped",
    measured: `${describe(end)}, ${end.reaped} reaped; ${rate}`,
    pass: isClean(end) && end.reaped === 0 && arrived > 0,
  };
}

/** Every connection dies without a word: the reports' by its deadline, the commands' link by its pings. */
async function halfOpen(platform: Platform, { chance, say }: FaultContext): Promise<Figure> {
  const proxy = await FaultProxy.start(platform.apiPort, chance.next);
  const load = await IngestLoad.start(platform, "f9", RUNNERS, { url: proxy.url, everyMs: EVERY_MS });
  const listener = await RunnerProcess.start(platform, { poolId: await platform.createPool("f9"), name: "f9", apiUrl: proxy.url });
  const linksOf = (): number[] =>
    listener.program.log().flatMap(({ message, atMs }) => (message === "listening for commands" ? [atMs] : []));
  await until("the commands' link", () => linksOf().length > 0);
  await delay(2_000);
  const deadMs = Date.now();
  const count = proxy.halfOpen();
  // The first report that arrives by a new connection; those on their way arrived before.
  const reportsMs = await load.reconnectMs(deadMs + 500, until);
  const linkMs = (await until("the commands' link is made again", () => linksOf().find((atMs) => atMs > deadMs), 90_000)) - deadMs;
  const end = await load.finish();
  await listener.program.end();
  await proxy.close();
  say(`  half-open: ${count} connections dead; reports again after ${seconds(reportsMs)}, commands after ${seconds(linkMs)}`);
  const measured = `reports ${seconds(reportsMs + 500)}, commands ${seconds(linkMs)}; ${describe(end)}, ${end.reaped} reaped`;
  return {
    row: "F9",
    did: `${count} connections half-open`,
    n: count,
    wanted: "found <= 30 s, 0 lost or doubled",
    measured,
    pass: Math.max(reportsMs + 500, linkMs) <= HALF_OPEN_MS_MAX && isClean(end) && end.reaped === 0,
  };
}

export const badNetwork: FaultRow = {
  id: "F9",
  title: "bad networks",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const figures: Figure[] = [];
    for (const { name, weather } of WEATHERS) figures.push(await under(platform, name, weather, context));
    return [...figures, await halfOpen(platform, context)];
  },
};
