/** @file How much memory the native engine's tensors may take. */
import os from "node:os";

/** The rest is for JavaScript, pictures on their way, oneDNN's scratch memory and the system. */
const SHARE = 0.8;

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9, KI: 2 ** 10, MI: 2 ** 20, GI: 2 ** 30 };

/** "6GB", "512MiB", "800000000" in bytes. @throws Error that says what it takes */
export function parseBytes(text: string): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)\s*([KMG]I?)?B?$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * UNITS[(unit ?? "").toUpperCase()]!;
  if (!(bytes >= 1)) {
    throw new Error(`CAPSTAN_MEMORY_BUDGET is an amount of memory such as 6GB or 512MiB, not “${text}”.`);
  }
  return Math.floor(bytes);
}

/** CAPSTAN_MEMORY_BUDGET, or a share of what this machine or container has. */
export function defaultBudgetBytes(): number {
  const wanted = process.env["CAPSTAN_MEMORY_BUDGET"];
  if (wanted !== undefined && wanted !== "") {
    return parseBytes(wanted);
  }
  // Without a limit it is 0, or larger than any machine.
  const limit = process.constrainedMemory();
  return Math.floor(SHARE * (limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem()));
}
