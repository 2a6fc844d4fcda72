import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, WEB_ORIGIN, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";

let api: TestApi;
let ada: TestUser;
beforeAll(async () => {
  api = await startTestApi();
  ada = await api.signUp();
});
afterAll(() => api?.stop());

const VIEWER = "{ viewer { user { id } } }";
const post = (body: string | FormData | URLSearchParams, headers: Record<string, string>): Promise<Response> =>
  fetch(`${api.url}/graphql`, { method: "POST", headers: { cookie: ada.cookie, ...headers }, body });

describe("requests that another page could send in a person's name", () => {
  const json = JSON.stringify({ query: VIEWER });
  it("are refused: forms, plain text, GET, multipart without the header", async () => {
    expect((await post(new URLSearchParams({ query: VIEWER }), { origin: WEB_ORIGIN })).status).toBe(415);
    expect((await post(json, { "content-type": "text/plain", origin: WEB_ORIGIN })).status).toBe(415);
    const get = await fetch(`${api.url}/graphql?query=${encodeURIComponent(VIEWER)}`, { headers: { cookie: ada.cookie } });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    const form = new FormData();
    form.set("operations", json);
    form.set("map", "{}");
    expect((await post(form, { origin: WEB_ORIGIN })).status).toBe(400);
  });

  it("find nobody signed in when they come from a foreign origin", async () => {
    const answerFrom = async (headers: Record<string, string>) =>
      (await (await post(json, { "content-type": "application/json", ...headers })).json()) as {
        data: unknown;
        errors?: { extensions: { code: string } }[];
      };
    expect((await answerFrom({ origin: WEB_ORIGIN })).data).toEqual({ viewer: { user: { id: ada.userId } } });
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://127.0.0.1:3001" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      expect((await answerFrom(headers)).errors?.[0]?.extensions.code, JSON.stringify(headers)).toBe("UNAUTHENTICATED");
    }
  });

  it("may not read the answer either", async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${api.url}/graphql`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
      });
    const ours = await preflight(WEB_ORIGIN);
    expect(ours.headers.get("access-control-allow-origin")).toBe(WEB_ORIGIN);
    expect(ours.headers.get("access-control-allow-credentials")).toBe("true");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("failures", () => {
  it("inside are masked, with an id that the log has too", async () => {
    await api.database.query("ALTER TABLE audit_events RENAME TO hidden_audit_events");
    try {
      const response = await ada.client.send("{ team { auditEvents { edges { cursor } } } }");
      const text = await response.text();
      const [error] = (
        JSON.parse(text) as { errors: { message: string; path: unknown; extensions: { code: string; requestId: string } }[] }
      ).errors;
      expect(error!.extensions).toEqual({ code: "INTERNAL", requestId: response.headers.get("x-request-id") });
      expect(error!.message).toContain(error!.extensions.requestId);
      expect(text).not.toMatch(/audit_events|prisma|relation|stack/i);
      expect(api.logLines.some((line) => line.includes(error!.extensions.requestId) && line.includes("audit_events"))).toBe(true);
    } finally {
      await api.database.query("ALTER TABLE hidden_audit_events RENAME TO audit_events");
    }
  });

  it("say by code whose they are", async () => {
    const codeOf = async (query: string, client = ada.client) => (await client.ask(query)).errors?.[0]?.extensions.code;
    expect(await codeOf(VIEWER, api.anonymous)).toBe("UNAUTHENTICATED");
    expect(await codeOf('{ team(slug: "nobodys") { id } }')).toBe("NOT_FOUND");
    expect(await codeOf("{ nothing }")).toBe("BAD_USER_INPUT");
    expect(await codeOf("{ team { auditEvents(first: 101) { edges { cursor } } } }")).toBe("BAD_USER_INPUT");
    expect(await codeOf('{ team { auditEvents(after: "nonsense") { edges { cursor } } } }')).toBe("BAD_USER_INPUT");
  });
});

describe("production", () => {
  it("hides the schema from guessing when it may not be asked for", async () => {
    const hidden = await startTestApi({ variables: { NODE_ENV: "production", INTROSPECTION: "0" } });
    try {
      const asked = await hidden.anonymous.ask("{ __schema { queryType { name } } }");
      expect(asked.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
      const guessed = await hidden.anonymous.ask("{ viewr { teams { id } } }");
      expect(JSON.stringify(guessed.errors)).not.toMatch(/did you mean/i);
    } finally {
      await hidden.stop();
    }
  });

  it("shows it on loopback, where the command line and curl look", async () => {
    const { __schema } = await api.anonymous.data<{ __schema: { queryType: { name: string } } }>("{ __schema { queryType { name } } }");
    expect(__schema.queryType.name).toBe("Query");
    expect(JSON.stringify((await api.anonymous.ask("{ viewr { teams { id } } }")).errors)).toMatch(/did you mean/i);
  });
});

describe("health", () => {
  it("says that it lives, that it is ready, and what it did", async () => {
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: "ready" });
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    for (const name of ["capstan_request_seconds_bucket", "nodejs_eventloop_lag_p99_seconds", "capstan_subscriptions", "capstan_sockets"])
      expect(metrics).toContain(name);
  });

  it("keeps its figures from who comes through a proxy, unless they have the token", async () => {
    expect((await fetch(`${api.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.9" } })).status).toBe(404);
    const guarded = await startTestApi({ variables: { METRICS_TOKEN: "a-token-of-metrics" } });
    try {
      expect((await fetch(`${guarded.url}/metrics`)).status).toBe(404);
      expect((await fetch(`${guarded.url}/metrics`, { headers: { authorization: "Bearer a-token-of-metrics" } })).status).toBe(200);
    } finally {
      await guarded.stop();
    }
  });

  it("sends headers that keep browsers from guessing", async () => {
    const { headers } = await fetch(`${api.url}/healthz`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    expect(headers.get("x-powered-by")).toBeNull();
  });
});
