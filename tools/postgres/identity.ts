/**
 * @file Who the database server runs as. PostgreSQL refuses to run as root, so root starts it as the user `postgres`
 * (or `nobody`), with one capability left: reading and entering folders that only root may, because a checkout often lies
 * in one.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Null when we are not root: the server then runs as we do. */
export function serverIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const who = users.get("postgres") ?? users.get("nobody");
  if (!who)
    throw new Error("PostgreSQL does not run as root, and there is no user “postgres” or “nobody”. Make one: useradd --system postgres");
  return who;
}

/** The capability that lets the server enter closed folders; null where this root has none to give. */
function readCapability(): string | null {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  const has = (bit: number): boolean => ((BigInt(`0x${effective}`) >> BigInt(bit)) & 1n) === 1n;
  if (has(2)) return "+dac_read_search";
  return has(1) ? "+dac_override" : null;
}

/** How to start `program` as `who`. */
export function wrapCommand(program: string, args: readonly string[], who: Identity | null): { command: string; rest: string[] } {
  if (!who) return { command: program, rest: [...args] };
  const setpriv = execFileSync("sh", ["-c", "command -v setpriv || true"], { encoding: "utf8" }).trim();
  if (!setpriv) throw new Error("As root, PostgreSQL is started by setpriv, which is missing. Install it: apt-get install util-linux");
  const capability = readCapability();
  // PostgreSQL asks access(2) for its own files, which forgets the capabilities of whoever is not root, unless this bit is set.
  const capabilities = capability ? ["--securebits=+no_setuid_fixup", `--inh-caps=${capability}`, `--ambient-caps=${capability}`] : [];
  return {
    command: setpriv,
    rest: [`--reuid=${who.uid}`, `--regid=${who.gid}`, "--clear-groups", ...capabilities, "--", program, ...args],
  };
}
