/**
 * @file The platform on one machine: database, API, dashboard, runner; the demo data at the first start. Ctrl-C ends all of
 * it in order, the runner first, so that its last reports find an API and the API a database.
 */
import path from "node:path";
import { StageError, bold, dim, fail, red, stage } from "../setup/stage.mjs";
import { API_ARGS, API_ENVIRONMENT } from "./api-program.ts";
import { openDatabase } from "./database.ts";
import { environmentOf, type ServiceName } from "./environment.ts";
import { openHome, openSecrets, readJson, ROOT } from "./home.ts";
import { endLeftovers, forgetPids, rememberPids } from "./leftovers.ts";
import { readPort, requireFreePort } from "./ports.ts";
import { DEMO_ALIAS, drawDemo, firstRun, importDemo, readState, seedTeam, type Local } from "./seed.ts";
import { lastLogLines, startService, type Service } from "./service.ts";
import { summary } from "./summary.ts";

const home = openHome(path.resolve(process.env.CAPSTAN_HOME ?? path.join(ROOT, ".capstan")));
const host = process.env.HOST ?? "127.0.0.1";
const isDemoWanted = process.env.CAPSTAN_NO_DEMO !== "1";
const READY_TIMEOUT_MS = 60_000;

const stopping = new AbortController();
/** Ended from the last to the first. */
const running: { name: string; stop: () => Promise<void> }[] = [];
const pids: Record<string, () => number | undefined> = {};

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const remember = (): void =>
  rememberPids(home, Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => (pid() ? [[name, pid()!]] : []))));

interface Launch {
  readonly name: ServiceName;
  readonly args: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly stopMs: number;
  readonly cwd?: string;
}

function launch({ settings, ...options }: Launch): Service {
  const logFile = path.join(home.logs, `${options.name}.log`);
  const service = startService({
    cwd: ROOT,
    restart: true,
    logFile,
    onDeath(why) {
      process.stderr.write(red(`The ${options.name} ${why}; it is started again. Its log: ${logFile}\n`));
      setTimeout(remember, 2_000).unref();
    },
    ...options,
    env: environmentOf(options.name, settings),
  });
  running.push(service);
  pids[options.name] = service.pid;
  remember();
  return service;
}

/** Waits until `url` answers. @throws with the end of the log when it does not. */
async function untilReady(name: string, url: string): Promise<void> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await delay(100)) {
    if (stopping.signal.aborted) return;
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "manual" }).catch(() => null);
    if (response && response.status < 500) return;
  }
  const logFile = path.join(home.logs, `${name}.log`);
  throw new StageError(`The ${name} did not start. The end of ${logFile}:\n${lastLogLines(logFile)}`);
}

async function stopAll(): Promise<void> {
  for (const { name, stop } of running.splice(0).reverse()) {
    process.stdout.write(dim(`Ending the ${name} ...\n`));
    await stop();
  }
  forgetPids(home);
}

async function start(): Promise<void> {
  const other = await endLeftovers(home, ROOT);
  if (other !== null)
    throw new StageError(`Capstan runs already (process ${other}). End it there with Ctrl-C, or use another CAPSTAN_HOME.`);
  const apiPort = readPort("API_PORT", 4000);
  const webPort = readPort("WEB_PORT", 3000);
  await requireFreePort(host, apiPort, "API_PORT");
  await requireFreePort(host, webPort, "WEB_PORT");
  const secrets = openSecrets(home);

  const database = await openDatabase(home, secrets);
  running.push({ name: "database", stop: database.stop });
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const apiUrl = `http://${shown}:${apiPort}`;
  const webUrl = `http://${shown}:${webPort}`;
  // Drawing takes a while and needs nobody: it goes on beside the rest.
  const drawing = isDemoWanted && !readState(home)?.isDataImported ? drawDemo(home, () => {}) : Promise.resolve(home.demo);
  drawing.catch(() => {});

  await stage("Starting the API and the dashboard", async () => {
    launch({
      name: "API",
      args: API_ARGS,
      stopMs: 20_000,
      settings: {
        ...API_ENVIRONMENT,
        HOST: host,
        API_PORT: String(apiPort),
        PUBLIC_URL: process.env.PUBLIC_URL ?? apiUrl,
        WEB_ORIGIN: process.env.WEB_ORIGIN ?? [webUrl, `http://localhost:${webPort}`].join(","),
        DATABASE_APP_URL: database.appUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
        AUTH_SECRET: secrets.auth,
        OBJECTS_DIR: home.objects,
        OBJECTS_SECRET: secrets.objects,
        CACHE_DIR: path.join(home.folder, "cache"),
      },
    });
    launch({
      name: "dashboard",
      args: [path.join(ROOT, "node_modules/next/dist/bin/next"), "start", "-p", String(webPort), "-H", host],
      cwd: path.join(ROOT, "apps/web"),
      stopMs: 5_000,
      settings: { API_PORT: String(apiPort), API_URL: process.env.PUBLIC_URL ?? "", NEXT_TELEMETRY_DISABLED: "1" },
    });
    await Promise.all([untilReady("API", `${apiUrl}/readyz`), untilReady("dashboard", `${webUrl}/sign-in`)]);
  });

  let local: Local | null = readJson<Local>(home.localFile);
  if (isDemoWanted || readState(home)) {
    const seeded = await (readState(home)
      ? seedTeam(home, apiUrl, webUrl)
      : stage("Making the demo team", () => seedTeam(home, apiUrl, webUrl)));
    local = seeded.local;
    launch({
      name: "runner",
      args: ["apps/runner/src/main.ts"],
      stopMs: 45_000,
      settings: { API_URL: apiUrl, RUNNER_TOKEN: seeded.state.runnerToken, RUNNER_HOME: home.runner },
    });
  }
  process.stdout.write(`${bold(`\nThe dashboard is ready: ${webUrl}`)}${local ? `   ${local.email} / ${local.password}` : ""}\n\n`);

  if (isDemoWanted && local) await seedDemo(local, drawing);
  if (!stopping.signal.aborted) process.stdout.write(await summary(home, local, { apiUrl, webUrl, alias: DEMO_ALIAS }));
}

async function seedDemo(local: Local, drawing: Promise<string>): Promise<void> {
  if (!readState(home)?.isDataImported) {
    await stage("Drawing the demo pictures", () => drawing.then(() => undefined));
    await stage("Importing them", (say) => importDemo(home, local, say));
  }
  if (readState(home)?.hasAlias) return;
  const short = { schedule: { epochs: 2 }, checkpoint: { everyEpochs: 0 } };
  await stage("Training a first, short run", (say) => firstRun(home, local, short, say, stopping.signal)).catch((error) => {
    // The platform is up; a first run that failed is shown on its page and can be retried there.
    if (!stopping.signal.aborted) process.stderr.write(red(`${error instanceof Error ? error.message : String(error)}\n`));
    else process.stdout.write(dim("It goes on when Capstan is started again.\n"));
  });
}

let isEnding = false;
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  stopping.abort();
  await stopAll().catch(fail);
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!isEnding) process.stdout.write("\n");
    void end(0);
  });
}
start().catch((error) => {
  if (!stopping.signal.aborted) fail(error);
  void end(1);
});
