import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Environment, readEnvironment } from "./config.ts";
import { deleteSignIn, loadSignIn, writeSignIn } from "./sign-in.ts";

let folder: string;
let deep: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "sign-in-"));
  deep = path.join(folder, "project", "a", "b");
  await mkdir(deep, { recursive: true });
  await mkdir(path.join(folder, "project", ".capstan"));
  await writeFile(
    path.join(folder, "project", ".capstan", "local.json"),
    JSON.stringify({ apiUrl: "http://local:1", webUrl: "x", team: "demo", email: "e", password: "p", apiKey: "local-key" }),
  );
});
afterEach(() => rm(folder, { recursive: true }));

const envIn = (cwd: string, more: Record<string, string> = {}): Environment =>
  readEnvironment({ XDG_CONFIG_HOME: path.join(folder, "config"), ...more }, cwd);

test("without a sign-in, what npm start left in a folder above is used", async () => {
  expect(await loadSignIn(envIn(deep))).toMatchObject({ apiUrl: "http://local:1", apiKey: "local-key" });
});

test("of the home that CAPSTAN_HOME names, as npm start reads it, and of no other", async () => {
  const home = path.join(folder, "home");
  await expect(loadSignIn(envIn(deep, { CAPSTAN_HOME: home }))).rejects.toThrow(/You are not signed in/);
  await mkdir(home);
  await writeFile(path.join(home, "local.json"), JSON.stringify({ apiUrl: "http://home:1", apiKey: "home-key" }));
  expect(await loadSignIn(envIn(deep, { CAPSTAN_HOME: "../../../home" }))).toMatchObject({ apiUrl: "http://home:1", apiKey: "home-key" });
});

test("a sign-in of one's own outranks it, is readable by its owner only, and is forgotten on sign-out", async () => {
  const env = envIn(deep);
  await writeSignIn(env, { apiUrl: "http://own:1", apiKey: "own-key" });
  expect(await loadSignIn(env)).toMatchObject({ apiUrl: "http://own:1", apiKey: "own-key" });
  expect((await stat(env.configFile)).mode & 0o777).toBe(0o600);
  await deleteSignIn(env);
  expect(await loadSignIn(env)).toMatchObject({ apiKey: "local-key" });
});

test("a key is never sent to another API than the one it belongs to", async () => {
  await writeSignIn(envIn(deep), { apiUrl: "http://own:1", apiKey: "own-key" });
  await expect(loadSignIn(envIn(deep, { CAPSTAN_API_URL: "http://elsewhere:1" }))).rejects.toThrow(/capstan login/);
  expect(await loadSignIn(envIn(deep, { CAPSTAN_API_URL: "http://local:1" }))).toMatchObject({ apiKey: "local-key" });
});

test("a key in the environment outranks all", async () => {
  expect(await loadSignIn(envIn(deep, { CAPSTAN_API_KEY: "env-key", CAPSTAN_API_URL: "http://env:1" }))).toMatchObject({
    apiUrl: "http://env:1",
    apiKey: "env-key",
  });
});

test("nobody signed in is told how to", async () => {
  await expect(loadSignIn(envIn(folder))).rejects.toThrow(/You are not signed in\. Run: capstan login/);
});

test("a damaged file says which, and what to do", async () => {
  const env = envIn(folder);
  await mkdir(path.dirname(env.configFile), { recursive: true });
  await writeFile(env.configFile, "{");
  await expect(loadSignIn(env)).rejects.toThrow(/config\.json is damaged\. Delete it/);
});
