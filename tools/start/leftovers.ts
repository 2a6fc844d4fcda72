/**
 * @file What a start that was killed left running. Each service's pid is written down; the next start ends those that are
 * still the programs they were.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { readJson, writePrivateJson, type Home } from "./home.ts";

type Pids = Record<string, number>;
const WAIT_MS = 10_000;

const fileOf = (home: Home): string => path.join(home.folder, "pids.json");
export const rememberPids = (home: Home, pids: Pids): void => writePrivateJson(fileOf(home), { ...pids, platform: process.pid });
/** A start that found another one alive leaves that one's alone. */
export function forgetPids(home: Home): void {
  if (readJson<Pids>(fileOf(home))?.platform === process.pid) rmSync(fileOf(home));
}

/** True when `pid` is a program of this checkout: pids are used again. */
function isOurs(pid: number, root: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(root) || readFileSync(`/proc/${pid}/environ`, "utf8").includes(root);
  } catch {
    return false;
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns the name of another start that is alive and well, or null. Ends what a dead start left. */
export async function endLeftovers(home: Home, root: string): Promise<number | null> {
  const pids = readJson<Pids>(fileOf(home));
  if (!pids) return null;
  const { platform, ...services } = pids;
  if (platform !== undefined && platform !== process.pid && isOurs(platform, root)) return platform;
  const alive = Object.values(services).filter((pid) => isOurs(pid, root));
  for (const pid of alive) process.kill(pid, "SIGTERM");
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline && alive.some((pid) => existsSync(`/proc/${pid}`));) await delay(100);
  for (const pid of alive.filter((left) => isOurs(left, root))) process.kill(pid, "SIGKILL");
  rmSync(fileOf(home), { force: true });
  return null;
}
