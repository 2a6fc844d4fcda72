/** @file Ports: is one free, and who has it when it is not. */
import net from "node:net";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { StageError } from "../setup/stage.mjs";

const canListen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/** The process that listens on `port`, from /proc; null when it is not ours to see. */
function holderOf(port: number): string | null {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((file) => readFileSync(file, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === "0A")
    .map((fields) => `socket:[${fields[9]}]`);
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)));
      if (holds) return `process ${pid} (${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim().slice(0, 60)})`;
    } catch {
      // The process ended meanwhile, or is somebody else's: look at the next.
    }
  }
  return null;
}

/** @throws {StageError} in one line that says who has the port and how to choose another. */
export async function requireFreePort(host: string, port: number, variable: string): Promise<void> {
  if (await canListen(host, port)) return;
  const holder = holderOf(port);
  throw new StageError(
    `Port ${port} is taken${holder ? ` by ${holder}` : ""}. End that, or choose another port: ${variable}=${port + 1} npm start`,
  );
}

export function readPort(variable: string, fallback: number): number {
  const text = process.env[variable];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StageError(`${variable} is a port between 1 and 65535, not “${text}”.`);
  return port;
}
