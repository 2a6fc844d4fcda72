/**
 * Teams are apart, whatever the caller asks: for every field of the schema that takes an id, another team's id answers exactly
 * as a missing one, byte for byte, to people, API keys and runners. The list of places is made from the schema: a new field
 * that takes an id fails here until isolation-places.ts says what lies there.
 */
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from "graphql";
import { kindOf, newId } from "@capstan/run/id";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../apps/api/src/schema/schema.ts";
import { makeFixture, type Fixture } from "../support/fixture.ts";
import { idPlaces, rootFields } from "../support/id-places.ts";
import { SocketClient } from "../support/socket-client.ts";
import { startTestApi, type TestApi, type TestUser } from "../support/test-api.ts";
import type { TestClient } from "../support/test-client.ts";
import { PLACES, WITHOUT_IDS, type Place } from "./isolation-places.ts";

/** A subscription that says nothing in this time says nothing; longer than a busy machine takes to refuse one. */
const SILENCE_MS = 3_000;
const ROLES = ["user", "API key", "runner", "nobody"] as const;
type RoleName = (typeof ROLES)[number];

let api: TestApi;
let ada: TestUser;
let foreign: Fixture;
let own: Fixture;
let runnerId: string;
/** In Ada's team, to be lowered and removed. */
let mate: TestUser;
const callers = new Map<RoleName, TestClient>();

async function joinAdasTeam(user: TestUser): Promise<void> {
  const { invitation } = await ada.client.mutate<{ invitation: { url: string } }>(
    "inviteMember",
    { teamId: ada.teamId },
    "invitation { url }",
  );
  await user.client.mutate("acceptInvitation", { token: invitation.url.split("/").at(-1) }, "team { id }");
}
/** Things of Ada's team that no deed has touched yet. */
async function freshOwn(): Promise<Fixture> {
  const isMember = await api.database.query("SELECT 1 FROM members WHERE team_id = $1 AND user_id = $2", [ada.teamId, mate.userId]);
  if (isMember.length === 0) await joinAdasTeam(mate);
  return makeFixture({
    database: api.server.services.database,
    store: api.server.services.store,
    teamId: ada.teamId,
    userId: mate.userId,
    runnerId,
  });
}

beforeAll(async () => {
  api = await startTestApi();
  const eve = await api.signUp("Eve");
  [ada, mate] = [await api.signUp("Ada"), await api.signUp("Mate")];
  const { database, store } = api.server.services;
  foreign = await makeFixture({ database, store, teamId: eve.teamId, userId: eve.userId });
  const runner = await api.createRunner(ada);
  runnerId = runner.id;
  callers
    .set("user", ada.client)
    .set("API key", (await api.createKey(ada, ["ADMIN"])).client)
    .set("runner", runner.client)
    .set("nobody", api.anonymous);
  await api.database.query("UPDATE teams SET run_cap = 1000");
  own = await freshOwn();
});
afterAll(() => api?.stop());

/** `field(a: $a)` with the variables declared, and every leaf of its answer. */
function documentOf(root: GraphQLObjectType, name: string, operation: string): string {
  const field = root.getFields()[name]!;
  const declared = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ");
  const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const type = getNamedType(field.type);
  const selection = isObjectType(type) && name !== "node" ? leavesOf(type, 1) : "{ __typename id }";
  return `${operation} (${declared}) { ${name}(${passed}) ${selection} }`;
}
function leavesOf(type: GraphQLObjectType, deeper: number): string {
  const fields = Object.values(type.getFields()).filter(({ args }) =>
    args.every((arg) => arg.defaultValue !== undefined || !String(arg.type).endsWith("!")),
  );
  const parts = fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    return deeper > 0 && isObjectType(inner) ? [`${field.name} ${leavesOf(inner, deeper - 1)}`] : [];
  });
  return `{ __typename ${parts.join(" ")} }`;
}

const missingOf = (id: string): string => (kindOf(id) ? newId(kindOf(id)!) : "nothing-of-this-name");
/** What differs from call to call although nothing is told: the ids asked for, the request's id, times and signatures. */
const masked = (text: string, ...ids: string[]): string =>
  ids.reduce((all, id) => all.replaceAll(id, "<asked>"), text).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<request>");

async function askOverSocket(client: TestClient, query: string, variables: object): Promise<string> {
  const { authorization, cookie, origin } = client.headers;
  const socket = await SocketClient.open(api.url, cookie ? { headers: { cookie, origin: origin! } } : {});
  socket.send({ type: "connection_init", payload: authorization ? { authorization } : {} });
  try {
    await socket.until(({ type }) => type === "connection_ack", 5_000);
    socket.subscribe("1", query, variables);
    return JSON.stringify((await socket.until(({ type }) => type === "next" || type === "error", SILENCE_MS)).payload);
  } catch {
    return socket.messages.length > 0 ? "silence" : `closed ${(await socket.closed).code}`;
  } finally {
    socket.close();
    await socket.closed;
  }
}

async function ask(client: TestClient, name: string, place: Place, id: string, mine: Fixture): Promise<string> {
  const [root, field] = name.split(":")[0]!.split(".") as [string, string];
  const variables = place.variables(id, mine);
  if (root === "Subscription") return askOverSocket(client, documentOf(schema.getSubscriptionType()!, field, "subscription"), variables);
  const type = root === "Mutation" ? schema.getMutationType()! : schema.getQueryType()!;
  const response = await client.send(
    place.document ?? documentOf(type, field, root.toLowerCase()),
    place.document ? { slug: ada.teamSlug, ...variables } : variables,
  );
  return `${response.status} ${await response.text()}`;
}

/** Everything that a team has, as one hash for each table. */
async function stateOf(teamId: string): Promise<Record<string, unknown>> {
  const tables = await api.database.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'team_id' ORDER BY 1",
  );
  const state: Record<string, unknown> = { teams: await api.database.query("SELECT * FROM teams WHERE id = $1", [teamId]) };
  for (const { name } of tables) {
    [state[name]] = await api.database.query(
      `SELECT count(*)::int AS rows, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM "${name}" t WHERE team_id = $1`,
      [teamId],
    );
  }
  return state;
}

/** Another team's id and a missing one, by every role: the same answers, and nothing of the other team changed. */
async function expectTheSame(name: string): Promise<void> {
  const place = PLACES[name]!;
  const before = await stateOf(foreign.team);
  // A repeated report says that it was one: there each call gets a lease of its own.
  const [mine, again] = place.answersTheSame ? [await freshOwn(), await freshOwn()] : [own, own];
  for (const role of ROLES) {
    const client = callers.get(role)!;
    const [theirs, missing] = [foreign[place.of], missingOf(foreign[place.of])];
    const [told, nothing] = [await ask(client, name, place, theirs, mine), await ask(client, name, place, missing, again)];
    expect(masked(told, theirs, missing), `${role}: ${name}`).toBe(masked(nothing, theirs, missing));
    expect(told, `${role}: ${name}`).not.toMatch(/INTERNAL/);
  }
  expect(await stateOf(foreign.team), name).toEqual(before);
}

describe("the list of places", () => {
  it("is the schema's: a field that takes an id is tried, or this fails", () => {
    expect(Object.keys(PLACES).sort()).toEqual(idPlaces(schema));
  });

  it("leaves out no root field", () => {
    const tried = new Set(Object.keys(PLACES).map((place) => place.split(":")[0]!));
    expect(rootFields(schema).filter((field) => !tried.has(field) && !(field in WITHOUT_IDS))).toEqual([]);
  });

  it("would notice a new one", () => {
    expect(idPlaces(schema)).toContain("Mutation.captionImage:input.checkpoint.run.id");
    expect(idPlaces(schema)).toContain("Mutation.reportProgress:input.samples[].pictureId");
  });
});

describe("another team's id", () => {
  it.each(Object.keys(PLACES))("answers as a missing one: %s", expectTheSame);

  it.each(Object.keys(PLACES).filter((name) => !PLACES[name]!.answersTheSame))(
    "is not what the test stumbles over: one's own id answers otherwise: %s",
    async (name) => {
      const place = PLACES[name]!;
      const mine = await freshOwn();
      const missing = missingOf(mine[place.of]);
      const differs = async (role: RoleName): Promise<boolean> => {
        const client = callers.get(role)!;
        const nothing = masked(await ask(client, name, place, missing, mine), missing);
        return masked(await ask(client, name, place, mine[place.of], mine), mine[place.of]) !== nothing;
      };
      expect((await differs("user")) || (await differs("runner")), name).toBe(true);
    },
  );

  it("is stored nowhere by any of this", async () => {
    const ids = Object.values(foreign).filter((id) => kindOf(id) !== null);
    const tables = await api.database.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'team_id'",
    );
    for (const { name } of tables) {
      expect(
        await api.database.query(`SELECT 1 FROM "${name}" t WHERE team_id = $1 AND t::text ~ $2 LIMIT 1`, [ada.teamId, ids.join("|")]),
        name,
      ).toEqual([]);
    }
  });
});

describe("another team's names", () => {
  const cases: readonly [string, string, (name: string) => object, keyof Fixture][] = [
    ["team", "query ($slug: String) { team(slug: $slug) { id } }", (slug) => ({ slug }), "slug"],
    ["invitation", "query ($token: String!) { invitation(token: $token) { teamName } }", (token) => ({ token }), "invitation"],
    [
      "acceptInvitation",
      "mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { team { id } errors { message } } }",
      (token) => ({ input: { token } }),
      "invitation",
    ],
    [
      "captionImage",
      "mutation ($input: CaptionImageInput!) { captionImage(input: $input) { caption { id } errors { message } } }",
      (alias) => ({ input: { image: { base64: "AAAA" }, checkpoint: { alias } } }),
      "alias",
    ],
    [
      "removeAlias",
      "mutation ($input: RemoveAliasInput!) { removeAlias(input: $input) { removedName errors { message } } }",
      (name) => ({ input: { name } }),
      "alias",
    ],
  ];
  it.each(cases)("are nothing: %s", async (_field, query, variables, of) => {
    for (const role of ROLES) {
      const client = callers.get(role)!;
      const theirs = await (await client.send(query, variables(foreign[of]))).text();
      const missing = await (await client.send(query, variables("nothing-of-this-name"))).text();
      expect(masked(theirs, foreign[of]), role).toBe(masked(missing, "nothing-of-this-name"));
    }
  });

  it("are free to be used again", async () => {
    await ada.client.mutate("setAlias", { name: foreign.alias, checkpointId: (await freshOwn()).checkpoint }, "alias { name }");
    await ada.client.mutate("createDataset", { teamId: ada.teamId, name: foreign.alias }, "dataset { id }");
  });
});

describe("what one may see", () => {
  const kinds = [
    "team",
    "user",
    "member",
    "invitation",
    "apiKey",
    "pool",
    "runner",
    "openUpload",
    "dataset",
    "datasetVersion",
    "picture",
    "config",
    "liveRun",
    "failedRun",
    "checkpoint",
    "caption",
    "auditEvent",
  ] as const;
  it.each(kinds)("leads to nothing of another team, followed two fields far: %s", async (kind) => {
    const mine = await freshOwn();
    const found = await ada.client.data<{ node: { __typename: string } }>("query ($id: ID!) { node(id: $id) { __typename } }", {
      id: mine[kind],
    });
    const type = schema.getType(found.node.__typename) as GraphQLObjectType;
    for (const part of Object.values(type.getFields())) {
      const inner = getNamedType(part.type);
      if (part.args.some((arg) => arg.defaultValue === undefined && String(arg.type).endsWith("!"))) continue;
      const selection = isObjectType(inner) ? `${part.name} ${leavesOf(inner, 1)}` : part.name;
      const { data, errors } = await ada.client.ask<{ node: unknown }>(
        `query ($id: ID!) { node(id: $id) { ... on ${type.name} { ${selection} } } }`,
        { id: mine[kind] },
      );
      expect(errors, `${type.name}.${part.name}`).toBeUndefined();
      const text = JSON.stringify(data);
      for (const id of Object.values(foreign).filter((value) => kindOf(value) !== null))
        expect(text.includes(id), `${type.name}.${part.name} shows ${id}`).toBe(false);
    }
  });
});

describe("without the database's own wall", () => {
  beforeAll(async () => {
    const open = await api.database.query<{ name: string }>("SELECT tablename AS name FROM pg_policies WHERE policyname = 'team_rows'");
    for (const { name } of open) await api.database.query(`ALTER POLICY team_rows ON "${name}" USING (true) WITH CHECK (true)`);
  });

  it("sees every row, so that what follows says something", async () => {
    const runs = await api.server.services.database.forTeams([], (tx) => tx.run.findMany({ select: { id: true } }));
    expect(runs.map(({ id }) => id)).toContain(foreign.liveRun);
  });

  it.each(Object.keys(PLACES))("another team's id still answers as a missing one: %s", expectTheSame);
});
