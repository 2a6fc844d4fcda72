import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApi, WEB_ORIGIN, type TestApi } from "../../../../test/support/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

const PROGRAM = path.resolve(import.meta.dirname, "../reset-password.ts");
const reset = (...args: string[]) =>
  promisify(execFile)(process.execPath, [PROGRAM, ...args], { env: { ...process.env, DATABASE_SYSTEM_URL: api.database.systemUrl } });
const signIn = async (email: string, password: string): Promise<number> =>
  (
    await fetch(`${api.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: WEB_ORIGIN },
      body: JSON.stringify({ email, password }),
    })
  ).status;

it("makes a password that works, ends the old one, and ends the person's sessions alone", async () => {
  const [ada, bob] = [await api.signUp("Ada"), await api.signUp("Bob")];
  const { stdout, stderr } = await reset(ada.email.toUpperCase());
  expect(stderr).toContain("1 of their sessions ended");
  expect(await signIn(ada.email, ada.password)).toBe(401);
  expect(await signIn(ada.email, stdout.trim())).toBe(200);
  expect((await ada.client.ask("{ viewer { teams { id } } }")).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  expect((await bob.client.ask("{ viewer { teams { id } } }")).errors).toBeUndefined();
});

it("says what is wrong: nobody of this email, no email", async () => {
  await expect(reset("nobody@example.org")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Nobody signs in with nobody@example.org"),
  });
  await expect(reset()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("Usage") });
});
