import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { TestClient } from "../../../../test/support/test-client.ts";

let api: TestApi;
let ada: TestUser;
beforeAll(async () => {
  api = await startTestApi();
  ada = await api.signUp();
});
afterAll(() => api?.stop());
afterEach(() => void vi.useRealTimers());

const VIEWER = "{ viewer { apiKey { id name scopes last4 } user { id } teams { id role } } }";
const CREATE =
  "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id scopes last4 } secret errors { code path } } }";
const withKey = (secret: string): TestClient => new TestClient(api.url, { authorization: `Bearer ${secret}` });
const codeOf = async (client: TestClient, query: string, variables: object = {}) =>
  (await client.ask(query, variables)).errors?.[0]?.extensions.code;

describe("an API key", () => {
  it("is shown once, is who calls, and is kept as a hash", async () => {
    const { apiKey, secret } = await ada.client.mutate<{ apiKey: { id: string; scopes: string[]; last4: string }; secret: string }>(
      "createApiKey",
      { name: "ci" },
      "apiKey { id scopes last4 } secret",
    );
    expect(secret).toMatch(/^cap_[0-9a-z]{26}_[0-9a-z]{52}_[0-9a-f]{8}$/);
    expect(apiKey.scopes).toEqual(["READ", "WRITE", "CAPTION"]);
    expect(secret.split("_")[2]!.endsWith(apiKey.last4)).toBe(true);
    const { viewer } = await withKey(secret).data<{ viewer: { apiKey: { id: string }; user: null; teams: object[] } }>(VIEWER);
    expect(viewer).toMatchObject({ apiKey: { id: apiKey.id }, user: null, teams: [{ id: ada.teamId, role: null }] });
    const dump = await api.database.query<{ text: string }>("SELECT t::text AS text FROM api_keys t");
    for (const { text } of dump) expect(text).not.toContain(secret.split("_")[2]!);
  });

  it("may what its scopes say, and nothing wider", async () => {
    const read = (await api.createKey(ada, ["READ"])).client;
    const caption = (await api.createKey(ada, ["CAPTION"])).client;
    const write = (await api.createKey(ada, ["WRITE"])).client;
    const admin = (await api.createKey(ada, ["ADMIN"])).client;
    const DATASET = 'mutation { createDataset(input: { name: "x" }) { errors { code } } }';
    const INVITE = "mutation { inviteMember(input: {}) { errors { code } } }";
    expect(await codeOf(caption, "{ team { id } }")).toBe("FORBIDDEN");
    expect(await codeOf(caption, "query ($id: ID!) { node(id: $id) { id } }", { id: ada.teamId })).toBe("FORBIDDEN");
    expect(await codeOf(read, "{ team { id } }")).toBeUndefined();
    expect(await codeOf(read, DATASET)).toBe("FORBIDDEN");
    expect(await codeOf(write, DATASET)).toBeUndefined();
    expect(await codeOf(write, INVITE)).toBe("FORBIDDEN");
    expect(await codeOf(write, "{ team { auditEvents { edges { cursor } } } }")).toBe("FORBIDDEN");
    expect(await codeOf(admin, INVITE)).toBeUndefined();
    expect(await codeOf(admin, 'mutation { createTeam(input: { name: "Mine" }) { errors { code } } }')).toBe("FORBIDDEN");
  });

  it("makes no key that may more or lasts longer than itself", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const { secret } = await ada.client.mutate<{ secret: string }>(
      "createApiKey",
      { name: "short", scopes: ["ADMIN"], expiresAt: soon },
      "secret",
    );
    const short = withKey(secret);
    expect(await codeOf(short, CREATE, { input: { name: "longer", expiresAt: later } })).toBe("FORBIDDEN");
    expect(await codeOf(short, CREATE, { input: { name: "for ever" } })).toBe("FORBIDDEN");
    expect(await codeOf(short, CREATE, { input: { name: "as long", expiresAt: soon } })).toBeUndefined();
    expect(await codeOf((await api.createKey(ada, ["WRITE"])).client, CREATE, { input: { name: "any" } })).toBe("FORBIDDEN");
  });

  it("is refused at once when it was revoked, on every replica's next look too", async () => {
    const { id, client } = await api.createKey(ada);
    for (let i = 0; i < 3; i++) expect(await codeOf(client, VIEWER)).toBeUndefined();
    await ada.client.mutate("revokeApiKey", { id }, "apiKey { revokedAt }");
    await expect.poll(async () => (await client.send(VIEWER)).status, { timeout: 2_000, interval: 20 }).toBe(401);
    expect(await codeOf(client, VIEWER)).toBe("UNAUTHENTICATED");
    const { team } = await ada.client.data<{ team: { apiKeys: { id: string }[] } }>("{ team { apiKeys { id } } }");
    expect(team.apiKeys.map((key) => key.id)).not.toContain(id);
  });

  it("ends at its time", async () => {
    const { secret } = await ada.client.mutate<{ secret: string }>(
      "createApiKey",
      { name: "brief", expiresAt: new Date(Date.now() + 60_000).toISOString() },
      "secret",
    );
    await api.database.query("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE name = 'brief'");
    expect((await withKey(secret).send(VIEWER)).status).toBe(401);
    const { errors } = (
      await ada.client.data<{ createApiKey: { errors: unknown[] } }>(CREATE, { input: { name: "past", expiresAt: "2020-01-01T00:00:00Z" } })
    ).createApiKey;
    expect(errors).toEqual([{ code: "INVALID_INPUT", path: ["expiresAt"] }]);
  });

  it.each([1, -1])("ends by the database's clock, with the API's own %i d off", async (days) => {
    const HOUR_MS = 3_600_000;
    const now = Date.now();
    const at = (hours: number): string => new Date(now + hours * HOUR_MS).toISOString();
    const make = async (expiresAt: string): Promise<{ apiKey: { id: string } | null; secret: string; errors: unknown[] }> => {
      const input = { name: "clock", expiresAt };
      return (
        await ada.client.data<{ createApiKey: { apiKey: { id: string } | null; secret: string; errors: unknown[] } }>(CREATE, { input })
      ).createApiKey;
    };
    const [good, past] = [await make(at(1)), await make(at(1))];
    await api.database.query("UPDATE api_keys SET expires_at = now() - interval '1 minute' WHERE id = $1", [past.apiKey!.id]);
    vi.useFakeTimers({ toFake: ["Date"], now: now + days * 24 * HOUR_MS });
    expect((await withKey(good.secret).send(VIEWER)).status).toBe(200);
    expect((await withKey(past.secret).send(VIEWER)).status).toBe(401);
    expect((await make(at(1))).errors).toEqual([]);
    expect((await make(at(-1))).errors).toEqual([{ code: "INVALID_INPUT", path: ["expiresAt"] }]);
  });

  it("that was mistyped, made up, or is of another row is refused", async () => {
    const { secret } = await api.createKey(ada);
    const other = (await api.createKey(ada)).secret;
    const [, id, , sum] = secret.split("_");
    const tampered = [
      secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0"),
      `cap_${id}_${other.split("_")[2]}_${sum}`,
      secret.replace("cap_", "rnt_"),
      "cap_",
      "",
      secret.slice(4),
      `${secret} x`,
    ];
    for (const text of tampered) expect((await withKey(text).send(VIEWER)).status, text).toBe(401);
    expect((await new TestClient(api.url, { authorization: `Basic ${secret}` }).send(VIEWER)).status).toBe(401);
    expect((await new TestClient(api.url, { authorization: `bearer ${secret}` }).send(VIEWER)).status).toBe(200);
  });

  it("is made once for one idempotencyKey, and says where the secret went", async () => {
    const input = { name: "once", idempotencyKey: "k1" };
    await ada.client.mutate("createApiKey", input, "secret");
    const { createApiKey } = await ada.client.data<{ createApiKey: { secret: null; errors: unknown[] } }>(CREATE, { input });
    expect(createApiKey).toEqual({ apiKey: null, secret: null, errors: [{ code: "INVALID_INPUT", path: ["idempotencyKey"] }] });
  });

  it("notes its last use", async () => {
    const { client, id } = await api.createKey(ada);
    await client.ask(VIEWER);
    await expect
      .poll(async () => (await api.database.query("SELECT last_used_at FROM api_keys WHERE id = $1", [id]))[0]!.last_used_at, {
        timeout: 3_000,
      })
      .not.toBeNull();
  });
});
