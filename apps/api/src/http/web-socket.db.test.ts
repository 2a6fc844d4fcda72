import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, WEB_ORIGIN, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { SOCKETS_PER_CALLER_MAX, SUBSCRIPTIONS_PER_SOCKET_MAX } from "../limits/limits.ts";

let api: TestApi;
let ada: TestUser;
beforeAll(async () => {
  api = await startTestApi();
  ada = await api.signUp();
});
afterAll(() => api?.stop());

const FOLLOW = "subscription { teamActivity { kind } }";
const keyParams = async (user: TestUser): Promise<{ authorization: string }> => ({
  authorization: `Bearer ${(await api.createKey(user)).secret}`,
});

describe("signing in on a socket", () => {
  it("goes by key in connectionParams, and by cookie from a page of ours", async () => {
    (await SocketClient.connect(api.url, await keyParams(ada))).close();
    (await SocketClient.connect(api.url, {}, { headers: { cookie: ada.cookie, origin: WEB_ORIGIN } })).close();
  });

  it("is refused for a foreign page at the upgrade, cookie or not", async () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:3001"]) {
      await expect(SocketClient.open(api.url, { headers: { cookie: ada.cookie, origin } })).rejects.toThrow(/403/);
    }
    await expect(SocketClient.open(`${api.url}/elsewhere`, {})).rejects.toThrow(/404/);
  });

  it("closes with 4401 without credentials, with wrong ones, and with a cookie that no page brought", async () => {
    const refused = async (payload: Record<string, unknown>, headers: Record<string, string> = {}) => {
      const client = await SocketClient.open(api.url, { headers });
      client.send({ type: "connection_init", payload });
      return (await client.closed).code;
    };
    expect(await refused({})).toBe(4401);
    expect(await refused({ authorization: "Bearer nonsense" })).toBe(4401);
    expect(await refused({ authorization: { not: "text" } })).toBe(4401);
    expect(await refused({}, { cookie: ada.cookie })).toBe(4401);
  });

  it("closes who says nothing for three seconds, and who subscribes before signing in", async () => {
    const silent = await SocketClient.open(api.url);
    const startedMs = Date.now();
    const early = await SocketClient.open(api.url);
    early.subscribe("1", FOLLOW);
    expect((await early.closed).code).toBe(4401);
    expect((await silent.closed).code).toBe(4408);
    expect(Date.now() - startedMs).toBeGreaterThan(2_500);
    expect(Date.now() - startedMs).toBeLessThan(4_500);
  });
});

describe("limits of sockets", () => {
  it("cut a socket with more than 20 subscriptions, at once", async () => {
    const client = await SocketClient.connect(api.url, await keyParams(ada));
    const startedMs = performance.now();
    for (let i = 0; i <= SUBSCRIPTIONS_PER_SOCKET_MAX; i++) client.subscribe(String(i), FOLLOW);
    expect((await client.closed).code).toBe(4429);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  it("refuse a caller's eleventh socket, and take it when another was closed", async () => {
    const params = await keyParams(ada);
    const open = await Promise.all(Array.from({ length: SOCKETS_PER_CALLER_MAX }, () => SocketClient.connect(api.url, params)));
    const eleventh = await SocketClient.open(api.url);
    eleventh.send({ type: "connection_init", payload: params });
    expect((await eleventh.closed).code).toBe(4429);
    open[0]!.close();
    await open[0]!.closed;
    const again = await SocketClient.connect(api.url, params);
    for (const client of [...open, again]) client.close();
  });

  it("close a socket that sends 65 KiB at once", async () => {
    const client = await SocketClient.connect(api.url, await keyParams(ada));
    client.send({ type: "subscribe", id: "1", payload: "x".repeat(65 * 1024) });
    expect((await client.closed).code).toBe(1009);
  });

  it("let queries and mutations go over HTTP only", async () => {
    const client = await SocketClient.connect(api.url, await keyParams(ada));
    client.subscribe("1", "{ viewer { teams { id } } }");
    const { payload } = await client.until(({ type }) => type === "error");
    expect(payload).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    const over = await ada.client.ask(FOLLOW);
    expect(over.errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    client.close();
  });
});

describe("access that ends while a socket is open", () => {
  it("closes a revoked key's socket within two seconds", async () => {
    const { id, secret } = await api.createKey(ada);
    const client = await SocketClient.connect(api.url, { authorization: `Bearer ${secret}` });
    const startedMs = Date.now();
    await ada.client.mutate("revokeApiKey", { id }, "apiKey { id }");
    expect((await client.closed).code).toBe(4403);
    expect(Date.now() - startedMs).toBeLessThan(2_000);
  });

  it.each([
    ["at once", true],
    ["within ten seconds when the database's word of it is lost", false],
  ])("closes a revoked runner's socket %s, and refuses its token", { timeout: 20_000 }, async (_when, isAnnounced) => {
    const { id, token, client: runner } = await api.createRunner(ada);
    const client = await SocketClient.connect(api.url, { authorization: `Bearer ${token}` });
    client.subscribe("c", "subscription { runnerCommands { kind } }");
    await runner.data("{ viewer { runner { id } } }");
    // What a broken listener amounts to: the row changes, and nobody hears of it.
    if (!isAnnounced) await api.database.query("ALTER TABLE runners DISABLE TRIGGER announce_runner");
    const startedMs = Date.now();
    await ada.client.mutate("revokeRunner", { id }, "runner { id }");
    expect((await client.closed).code).toBe(4403);
    expect(Date.now() - startedMs).toBeLessThan(isAnnounced ? 2_000 : 10_000);
    const { errors } = await runner.ask("{ viewer { runner { id } } }");
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    await api.database.query("ALTER TABLE runners ENABLE TRIGGER announce_runner");
  });

  it("closes the socket of who was removed from a team, and of whose role changed", async () => {
    const bob = await api.signUp("Bob");
    const { invitation } = await ada.client.mutate<{ invitation: { url: string } }>(
      "inviteMember",
      { teamId: ada.teamId },
      "invitation { url }",
    );
    await bob.client.mutate("acceptInvitation", { token: invitation.url.split("/").at(-1) }, "team { id }");
    const { team } = await ada.client.data<{ team: { members: { id: string; user: { id: string } }[] } }>(
      "query ($s: String) { team(slug: $s) { members { id user { id } } } }",
      { s: ada.teamSlug },
    );
    const member = team.members.find(({ user }) => user.id === bob.userId)!;
    const asPage = { headers: { cookie: bob.cookie, origin: WEB_ORIGIN } };
    const lowered = await SocketClient.connect(api.url, {}, asPage);
    await ada.client.mutate("setMemberRole", { id: member.id, role: "VIEWER" }, "member { id }");
    expect((await lowered.closed).code).toBe(4403);
    const removed = await SocketClient.connect(api.url, {}, asPage);
    await ada.client.mutate("removeMember", { id: member.id }, "deletedId");
    expect((await removed.closed).code).toBe(4403);
  });
});

describe("the end of the API", () => {
  it("says good-bye to every socket with 1001, and refuses new requests", async () => {
    const other = await startTestApi();
    const user = await other.signUp();
    const { secret } = await other.createKey(user);
    const client = await SocketClient.connect(other.url, { authorization: `Bearer ${secret}` });
    await other.stop();
    expect((await client.closed).code).toBe(1001);
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});
