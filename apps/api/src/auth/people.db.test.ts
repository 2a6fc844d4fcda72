import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, WEB_ORIGIN, type TestApi } from "../../../../test/support/test-api.ts";
import { TestClient } from "../../../../test/support/test-client.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: WEB_ORIGIN, ...headers },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((text) => text.split(";")[0]!)
    .join("; ");

describe("signing up, in and out", () => {
  it("gives a person a session, a team of their own and its default pool", async () => {
    const ada = await api.signUp("Ada Lovelace");
    const { viewer } = await ada.client.data<{ viewer: { user: { id: string; email: string }; teams: { slug: string; role: string }[] } }>(
      "{ viewer { user { id email } teams { slug role } } }",
    );
    expect(viewer.user).toEqual({ id: ada.userId, email: ada.email });
    expect(viewer.user.id).toMatch(/^user_/);
    expect(viewer.teams).toEqual([{ slug: "ada-lovelace", role: "OWNER" }]);
    expect(await api.database.query("SELECT name FROM pools WHERE team_id = $1", [ada.teamId])).toEqual([{ name: "default" }]);
  });

  it("gives two people of one name teams of two short names", async () => {
    const [first, second] = [await api.signUp("Same Name"), await api.signUp("Same Name")];
    expect(first.teamSlug).toBe("same-name");
    expect(second.teamSlug).toMatch(/^same-name-[0-9a-z]{4}$/);
  });

  it("sets a cookie that scripts cannot read and other sites do not send", async () => {
    const bob = await api.signUp("Bob");
    const response = await post("/sign-in/email", { email: bob.email, password: bob.password });
    expect(response.status).toBe(200);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
    expect(cookieOf(response)).not.toBe(bob.cookie);
  });

  it("refuses a wrong password and an unknown email in the same words", async () => {
    const bob = await api.signUp("Bob");
    const wrong = await post("/sign-in/email", { email: bob.email, password: "not the password" });
    const unknown = await post("/sign-in/email", { email: "nobody@example.org", password: "not the password" });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  it("ends the session at sign-out, at once", async () => {
    const bob = await api.signUp("Bob");
    expect((await post("/sign-out", {}, { cookie: bob.cookie })).status).toBe(200);
    expect((await bob.client.ask("{ viewer { user { id } } }")).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("reaches nothing of better-auth but what the dashboard uses", async () => {
    const bob = await api.signUp("Bob");
    for (const path of ["/delete-user", "/change-email", "/request-password-reset", "/link-social", "/error", "/sign-up/email/x"]) {
      expect((await post(path, {}, { cookie: bob.cookie })).status, path).toBe(404);
    }
  });

  it("signs nobody in from a foreign page, by form, or as plain text", async () => {
    const bob = await api.signUp("Bob");
    const body = { email: bob.email, password: bob.password };
    expect((await post("/sign-in/email", body, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/sign-in/email", body, { "content-type": "text/plain" })).status).toBe(415);
    const form = await fetch(`${api.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { origin: WEB_ORIGIN },
      body: new URLSearchParams(body),
    });
    expect(form.status).toBe(415);
  });
});

describe("https", () => {
  it("marks the cookie Secure and binds it to the host", async () => {
    const secure = await startTestApi({ variables: { PUBLIC_URL: "https://capstan.example" } });
    try {
      const response = await fetch(`${secure.url}/auth/sign-up/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: WEB_ORIGIN },
        body: JSON.stringify({ name: "Eve", email: "eve@example.org", password: "a long enough one" }),
      });
      const [cookie = ""] = response.headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-capstan\.session_token=/);
      expect(cookie).toMatch(/Secure/);
      expect(cookie).toMatch(/Path=\//);
      const client = new TestClient(secure.url, { cookie: cookie.split(";")[0]!, origin: WEB_ORIGIN });
      expect((await client.data<{ viewer: { user: { email: string } } }>("{ viewer { user { email } } }")).viewer.user.email).toBe(
        "eve@example.org",
      );
    } finally {
      await secure.stop();
    }
  });
});

describe("throttling", () => {
  it("lets a password be guessed ten times, then no more, even by who knows it", async () => {
    const throttled = await startTestApi({ variables: { THROTTLE_SIGN_IN: "1" } });
    try {
      const bob = await throttled.signUp("Bob");
      const attempt = (password: string): Promise<Response> =>
        fetch(`${throttled.url}/auth/sign-in/email`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            origin: WEB_ORIGIN,
            "x-forwarded-for": `10.0.0.${Math.floor(Math.random() * 250)}`,
          },
          body: JSON.stringify({ email: bob.email, password }),
        });
      const statuses: number[] = [];
      for (let i = 0; i < 10; i++) statuses.push((await attempt("wrong password")).status);
      expect(new Set(statuses)).toEqual(new Set([401]));
      expect((await attempt(bob.password)).status).toBe(429);
    } finally {
      await throttled.stop();
    }
  });
});
