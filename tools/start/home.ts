/** @file Where this installation keeps its data, and the secrets that it made for itself. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Home {
  readonly folder: string;
  readonly database: string;
  readonly objects: string;
  readonly logs: string;
  readonly runner: string;
  readonly demo: string;
  readonly localFile: string;
}

export function openHome(folder: string): Home {
  const at = (name: string): string => path.join(folder, name);
  const home: Home = {
    folder,
    database: at("postgres"),
    objects: at("objects"),
    logs: at("logs"),
    runner: at("runner"),
    demo: at("demo"),
    localFile: at("local.json"),
  };
  mkdirSync(folder, { recursive: true });
  for (const made of [home.objects, home.logs, home.runner]) mkdirSync(made, { recursive: true });
  return home;
}

/** Writes JSON that only its owner may read, whole or not at all. */
export function writePrivateJson(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

export const readJson = <T>(file: string): T | null => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : null);

export interface Secrets {
  readonly database: string;
  readonly app: string;
  readonly system: string;
  readonly auth: string;
  readonly objects: string;
}

/** The secrets of this installation, made at its first start. */
export function openSecrets(home: Home): Secrets {
  const file = path.join(home.folder, "secrets.json");
  const known = readJson<Secrets>(file);
  if (known) return known;
  const secret = (): string => randomBytes(32).toString("base64url");
  const secrets: Secrets = { database: secret(), app: secret(), system: secret(), auth: secret(), objects: secret() };
  writePrivateJson(file, secrets);
  return secrets;
}
