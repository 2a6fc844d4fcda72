import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startTestApi, WEB_ORIGIN, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { TestClient } from "../../../../test/support/test-client.ts";

let api: TestApi;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(() => void vi.useRealTimers());
beforeEach(async () => {
  [ada, bob] = [await api.signUp("Ada"), await api.signUp("Bob")];
});

const codeOf = async (client: TestClient, query: string, variables: object = {}) =>
  (await client.ask(query, variables)).errors?.[0]?.extensions.code;
const invite = async (input: object = {}, client = ada.client): Promise<{ token: string; id: string }> => {
  const { invitation } = await client.mutate<{ invitation: { id: string; url: string } }>(
    "inviteMember",
    { teamId: ada.teamId, ...input },
    "invitation { id url }",
  );
  return { id: invitation.id, token: invitation.url.split("/").at(-1)! };
};
const ACCEPT = "mutation ($token: String!) { acceptInvitation(input: { token: $token }) { team { id slug role } errors { code path } } }";
const join = async (user: TestUser, role: string): Promise<string> => {
  await user.client.mutate("acceptInvitation", { token: (await invite({ role })).token }, "team { id }");
  return memberId(user);
};
const memberId = async (user: TestUser): Promise<string> => {
  const rows = await api.database.query<{ id: string }>("SELECT id FROM members WHERE team_id = $1 AND user_id = $2", [
    ada.teamId,
    user.userId,
  ]);
  return rows[0]!.id;
};
const SET = "mutation ($id: ID!, $role: Role!) { setMemberRole(input: { id: $id, role: $role }) { member { role } errors { code } } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { deletedId errors { code } } }";

describe("an invitation", () => {
  it("brings somebody in, once, by a link that is shown once", async () => {
    const { token, id } = await invite({ role: "MEMBER" });
    const { invitation } = await api.anonymous.data<{ invitation: object }>(
      "query ($token: String!) { invitation(token: $token) { teamName role invitedBy } }",
      { token },
    );
    expect(invitation).toEqual({ teamName: "Ada", role: "MEMBER", invitedBy: "Ada" });
    const { acceptInvitation } = await bob.client.data<{ acceptInvitation: { team: object } }>(ACCEPT, { token });
    expect(acceptInvitation.team).toEqual({ id: ada.teamId, slug: ada.teamSlug, role: "MEMBER" });
    expect((await bob.client.data<{ team: object }>("query ($s: String) { team(slug: $s) { role } }", { s: ada.teamSlug })).team).toEqual({
      role: "MEMBER",
    });
    const carol = await api.signUp("Carol");
    expect(await codeOf(carol.client, ACCEPT, { token })).toBe("NOT_FOUND");
    const shown = await ada.client.data<{ node: { url: null } }>("query ($id: ID!) { node(id: $id) { ... on Invitation { url } } }", {
      id,
    });
    expect(shown.node.url).toBeNull();
  });

  it("for an email address brings in nobody else", async () => {
    const { token } = await invite({ email: "somebody.else@example.org" });
    const { acceptInvitation } = await bob.client.data<{ acceptInvitation: { errors: object[] } }>(ACCEPT, { token });
    expect(acceptInvitation.errors).toEqual([{ code: "INVALID_INPUT", path: ["token"] }]);
    const mine = await invite({ email: bob.email.toUpperCase() });
    expect(await codeOf(bob.client, ACCEPT, mine)).toBeUndefined();
  });

  it("that was revoked or is too old is nothing", async () => {
    const revoked = await invite();
    await ada.client.mutate("revokeInvitation", { id: revoked.id }, "deletedId");
    const old = await invite();
    await api.database.query("UPDATE invitations SET expires_at = now() - interval '1 minute' WHERE id = $1", [old.id]);
    for (const { token } of [revoked, old, { token: "x".repeat(5_000) }])
      expect(await codeOf(bob.client, ACCEPT, { token })).toBe("NOT_FOUND");
    const { team } = await ada.client.data<{ team: { invitations: object[] } }>("{ team { invitations { id } } }");
    expect(team.invitations).toEqual([]);
  });

  it("is too old by the database's clock, not by the API's", async () => {
    const DAY_MS = 24 * 3_600_000;
    const made = await invite();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 8 * DAY_MS });
    const { team } = await ada.client.data<{ team: { invitations: object[] } }>("{ team { invitations { id } } }");
    expect(team.invitations).toEqual([{ id: made.id }]);
    const late = await invite();
    const [row] = await api.database.query<{ days: number }>(
      "SELECT extract(day FROM expires_at - now())::int AS days FROM invitations WHERE id = $1",
      [late.id],
    );
    expect(row!.days).toBe(6);
    expect(await codeOf(bob.client, ACCEPT, { token: made.token })).toBeUndefined();
  });

  it("is accepted by one of two who come at once", async () => {
    const carol = await api.signUp("Carol");
    const { token } = await invite();
    const codes = await Promise.all([bob, carol].map((user) => codeOf(user.client, ACCEPT, { token })));
    expect(codes.sort()).toEqual(["NOT_FOUND", undefined]);
  });

  it("makes a sign-up that comes by it start without a team of its own", async () => {
    const { token } = await invite({ role: "VIEWER" });
    const response = await fetch(`${api.url}/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: WEB_ORIGIN },
      body: JSON.stringify({ name: "Dora", email: `dora-${Date.now()}@example.org`, password: "long enough for all", invitation: token }),
    });
    expect(response.status).toBe(200);
    const dora = new TestClient(api.url, { cookie: response.headers.getSetCookie()[0]!.split(";")[0]!, origin: WEB_ORIGIN });
    expect(await dora.data("{ viewer { teams { id } } }")).toEqual({ viewer: { teams: [] } });
    await dora.mutate("acceptInvitation", { token }, "team { id }");
    expect(await dora.data("{ viewer { teams { id role } } }")).toEqual({ viewer: { teams: [{ id: ada.teamId, role: "VIEWER" }] } });
  });
});

describe("roles", () => {
  it("let a viewer look, a member make, an admin invite, and nobody but an owner make owners", async () => {
    const DATASET = "mutation ($t: ID, $n: String!) { createDataset(input: { teamId: $t, name: $n }) { errors { code } } }";
    const INVITE = "mutation ($t: ID, $r: Role) { inviteMember(input: { teamId: $t, role: $r }) { errors { code } } }";
    const id = await join(bob, "VIEWER");
    const t = ada.teamId;
    expect(
      await codeOf(bob.client, "query ($s: String) { team(slug: $s) { members { user { name } } runs { edges { cursor } } } }", {
        s: ada.teamSlug,
      }),
    ).toBeUndefined();
    expect(await codeOf(bob.client, DATASET, { t, n: "a" })).toBe("FORBIDDEN");
    await ada.client.mutate("setMemberRole", { id, role: "MEMBER" }, "member { role }");
    expect(await codeOf(bob.client, DATASET, { t, n: "b" })).toBeUndefined();
    expect(await codeOf(bob.client, INVITE, { t, r: "VIEWER" })).toBe("FORBIDDEN");
    await ada.client.mutate("setMemberRole", { id, role: "ADMIN" }, "member { role }");
    expect(await codeOf(bob.client, INVITE, { t, r: "ADMIN" })).toBeUndefined();
    expect(await codeOf(bob.client, INVITE, { t, r: "OWNER" })).toBe("FORBIDDEN");
    expect(await codeOf(bob.client, SET, { id, role: "OWNER" })).toBe("FORBIDDEN");
    expect(await codeOf(bob.client, SET, { id: await memberId(ada), role: "VIEWER" })).toBe("FORBIDDEN");
    expect(await codeOf(bob.client, REMOVE, { id: await memberId(ada) })).toBe("FORBIDDEN");
  });

  it("keep a last owner, whoever asks, two at once too", async () => {
    const own = await memberId(ada);
    const only = await ada.client.data<{ setMemberRole: object; removeMember: object }>(
      `mutation ($id: ID!) { setMemberRole(input: { id: $id, role: ADMIN }) { errors { code } } removeMember(input: { id: $id }) { errors { code } } }`,
      { id: own },
    );
    expect(only).toEqual({ setMemberRole: { errors: [{ code: "INVALID_INPUT" }] }, removeMember: { errors: [{ code: "INVALID_INPUT" }] } });
    const second = await join(bob, "OWNER");
    const outcomes = await Promise.all([ada.client.ask(REMOVE, { id: own }), bob.client.ask(REMOVE, { id: second })]);
    const owners = await api.database.query("SELECT 1 FROM members WHERE team_id = $1 AND role = 'OWNER'", [ada.teamId]);
    expect(owners.length, JSON.stringify(outcomes)).toBe(1);
  });

  it("end at once for who is removed, with the keys that they made", async () => {
    const id = await join(bob, "MEMBER");
    const { secret } = await bob.client.mutate<{ secret: string }>("createApiKey", { teamId: ada.teamId, name: "Bob's" }, "secret");
    const key = new TestClient(api.url, { authorization: `Bearer ${secret}` });
    expect(await codeOf(key, "{ team { id } }")).toBeUndefined();
    await ada.client.mutate("removeMember", { id }, "deletedId");
    expect(await codeOf(bob.client, "query ($s: String) { team(slug: $s) { id } }", { s: ada.teamSlug })).toBe("NOT_FOUND");
    await expect.poll(() => codeOf(key, "{ team { id } }"), { timeout: 2_000, interval: 20 }).toBe("UNAUTHENTICATED");
  });

  it("when lowered, take back the keys that may more, and leave the others", async () => {
    const id = await join(bob, "ADMIN");
    const make = async (scopes: string[]): Promise<TestClient> => {
      const { secret } = await bob.client.mutate<{ secret: string }>("createApiKey", { teamId: ada.teamId, name: "k", scopes }, "secret");
      return new TestClient(api.url, { authorization: `Bearer ${secret}` });
    };
    const [admin, read] = [await make(["ADMIN"]), await make(["READ"])];
    await ada.client.mutate("setMemberRole", { id, role: "MEMBER" }, "member { role }");
    await expect.poll(() => codeOf(admin, "{ team { id } }"), { timeout: 2_000, interval: 20 }).toBe("UNAUTHENTICATED");
    expect(await codeOf(read, "{ team { id } }")).toBeUndefined();
    expect(
      await codeOf(
        bob.client,
        'mutation ($t: ID) { createApiKey(input: { teamId: $t, name: "x", scopes: [ADMIN] }) { errors { code } } }',
        { t: ada.teamId },
      ),
    ).toBe("FORBIDDEN");
  });

  it("let anybody leave", async () => {
    const id = await join(bob, "VIEWER");
    await bob.client.mutate("removeMember", { id }, "deletedId");
    expect(await api.database.query("SELECT 1 FROM members WHERE id = $1", [id])).toEqual([]);
  });
});

describe("a team", () => {
  it("is made once for one idempotencyKey, with a short name that is free and well formed", async () => {
    const CREATE =
      "mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id slug role pools { name } } errors { code path } } }";
    const make = async (input: object) =>
      (await ada.client.data<{ createTeam: { team: { id: string; slug: string } | null; errors: object[] } }>(CREATE, { input }))
        .createTeam;
    const slug = `lab-${Date.now().toString(36)}`;
    const [first, again] = await Promise.all([
      make({ name: "Vision Lab", slug, idempotencyKey: "one" }),
      make({ name: "Vision Lab", slug, idempotencyKey: "one" }),
    ]);
    expect(first.errors).toEqual([]);
    expect(again).toEqual(first);
    expect(first.team).toMatchObject({ slug, role: "OWNER", pools: [{ name: "default" }] });
    expect((await make({ name: "Other", slug })).errors).toEqual([{ code: "NAME_TAKEN", path: ["slug"] }]);
    for (const bad of ["A", "-a", "a--b", "new", "x".repeat(41), "ä"])
      expect((await make({ name: "Other", slug: bad })).errors, bad).toEqual([{ code: "INVALID_INPUT", path: ["slug"] }]);
    expect((await make({ name: " ", slug: "fine" })).errors).toEqual([{ code: "INVALID_INPUT", path: ["name"] }]);
  });

  it("must be named by who is in several", async () => {
    await join(bob, "MEMBER");
    const { createDataset } = await bob.client.data<{ createDataset: { errors: { code: string; message: string; path: string[] }[] } }>(
      'mutation { createDataset(input: { name: "x" }) { errors { code message path } } }',
    );
    expect(createDataset.errors[0]).toMatchObject({ code: "INVALID_INPUT", path: ["teamId"] });
    expect(createDataset.errors[0]!.message).toContain(ada.teamId);
    expect(await codeOf(bob.client, "{ team { id } }")).toBe("BAD_USER_INPUT");
  });
});
