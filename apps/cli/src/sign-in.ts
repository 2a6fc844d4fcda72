/**
 * @file Where the command is signed in: its own file, or what `npm start` left in its home.
 */
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Environment } from "./config.ts";

export interface SignIn {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Shown in messages. */
  readonly from: string;
}

const Stored = z.object({
  apiUrl: z.string(),
  apiKey: z.string(),
  apiKeyId: z.string().optional(),
});
export type StoredSignIn = z.infer<typeof Stored>;
const Local = z.object({
  apiUrl: z.string(),
  webUrl: z.string().optional(),
  team: z.string().optional(),
  email: z.string().optional(),
  apiKey: z.string(),
});

export const API_URL_DEFAULT = "http://127.0.0.1:4000";

async function findJson<T>(file: string, shape: z.ZodType<T>): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new CliError(`${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(`${file} is damaged. Delete it and run: capstan login`, { cause });
  }
}

export const findStored = (env: Environment): Promise<StoredSignIn | null> => findJson(env.configFile, Stored);

type Found = z.infer<typeof Local> & { readonly file: string };
async function findLocalIn(home: string): Promise<Found | null> {
  const file = path.join(home, "local.json");
  const found = await findJson(file, Local);
  return found && { ...found, file };
}

/** `local.json` of the home that was named; else of `.capstan` in the folder or the nearest one above it. */
export async function findLocal({ home, cwd }: Pick<Environment, "home" | "cwd">): Promise<Found | null> {
  if (home !== null) return findLocalIn(home);
  const found = await findLocalIn(path.join(cwd, ".capstan"));
  const parent = path.dirname(cwd);
  return found ?? (parent === cwd ? null : findLocal({ home, cwd: parent }));
}

/** The sign-in that commands use: the environment's, the stored one, else the local one. @throws {CliError} that says how to sign in. */
export async function loadSignIn(env: Environment): Promise<SignIn> {
  if (env.apiKey && env.apiUrl) return { apiUrl: env.apiUrl, apiKey: env.apiKey, from: "CAPSTAN_API_KEY" };
  const stored = await findStored(env);
  const local = stored && env.apiUrl === undefined ? null : await findLocal(env);
  if (env.apiKey)
    return { apiUrl: env.apiUrl ?? stored?.apiUrl ?? local?.apiUrl ?? API_URL_DEFAULT, apiKey: env.apiKey, from: "CAPSTAN_API_KEY" };
  for (const [found, from] of [
    [stored, env.configFile],
    [local, local?.file ?? ""],
  ] as const)
    if (found && (env.apiUrl === undefined || env.apiUrl === found.apiUrl)) return { apiUrl: found.apiUrl, apiKey: found.apiKey, from };
  throw new CliError("You are not signed in. Run: capstan login (or start everything here with: npm start)");
}

/** Keeps a sign-in, readable by its owner only. */
export async function writeSignIn(env: Environment, signIn: StoredSignIn): Promise<void> {
  const folder = path.dirname(env.configFile);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = `${env.configFile}.${process.pid}.new`;
  await writeFile(beside, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600 });
  await chmod(beside, 0o600);
  await rename(beside, env.configFile);
}

export const deleteSignIn = (env: Environment): Promise<void> => rm(env.configFile, { force: true });
