/** @file Structured log lines for machines; one readable line each for a person at a terminal. */
import { Writable } from "node:stream";
import { type Logger, pino } from "pino";

export type { Logger };

const LEVELS: Readonly<Record<number, string>> = { 20: "debug", 30: "info", 40: "warn", 50: "ERROR", 60: "FATAL" };
const NOT_SHOWN = new Set(["level", "time", "pid", "hostname", "msg", "err"]);

/** One JSON line as `12:00:01 info  message  runId=… attempt=2`. */
export function prettyLine(json: string): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const time = new Date(Number(entry["time"])).toTimeString().slice(0, 8);
  const level = (LEVELS[Number(entry["level"])] ?? "?").padEnd(5);
  const fields = Object.entries(entry)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  const error = entry["err"] as { message?: string } | undefined;
  return `${time} ${level} ${String(entry["msg"])}${error?.message ? `: ${error.message}` : ""}${fields.length ? `  ${fields.join(" ")}` : ""}\n`;
}

const pretty = () =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split("\n")) if (line) process.stdout.write(prettyLine(line));
      done();
    },
  });

/** The daemon's log, on standard output. */
export function createLog(level: string, isTerminal: boolean): Logger {
  return isTerminal ? pino({ level }, pretty()) : pino({ level, redact: ["token", "authorization", "*.token", "*.authorization"] });
}
