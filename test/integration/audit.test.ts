/**
 * Every mutation of people and keys leaves exactly one row of evidence, refused ones none, and runners' calls none. The list of
 * mutations is the schema's; the calls are those of the isolation test's places.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditHash, FIRST_PREVIOUS_HASH } from "../../apps/api/src/audit/record-audit.ts";
import { schema } from "../../apps/api/src/schema/schema.ts";
import { makeFixture, type Fixture } from "../support/fixture.ts";
import { startTestApi, type TestApi, type TestUser } from "../support/test-api.ts";
import { insertCheckpoint, storeCheckpoint, writeTinyCheckpoint } from "../support/tiny-checkpoint.ts";
import { PLACES } from "./isolation-places.ts";

let api: TestApi;
let ada: TestUser;
let folder: string;
let runner: Awaited<ReturnType<TestApi["createRunner"]>>;

const MUTATIONS = Object.values(schema.getMutationType()!.getFields());
const RUNNERS_ONLY = [
  "claimRun",
  "renewLease",
  "reportProgress",
  "createCheckpointUpload",
  "commitCheckpoint",
  "finishRun",
  "releaseRun",
  "reportDamagedCheckpoint",
];

/** The first place of each mutation makes its call; these have none, or need more than an id. */
const OTHER_CALLS: Readonly<Record<string, (own: Fixture) => Promise<object>>> = {
  createTeam: async () => ({ name: `Team ${Math.random()}` }),
  acceptInvitation: async () => {
    const host = await api.signUp("Host");
    const { invitation } = await host.client.mutate<{ invitation: { url: string } }>(
      "inviteMember",
      { teamId: host.teamId },
      "invitation { url }",
    );
    return { token: invitation.url.split("/").at(-1) };
  },
  captionImage: async () => {
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#3a7" } })
      .png()
      .toBuffer();
    const files = await storeCheckpoint(api.server.services.store, await writeTinyCheckpoint(folder), `${ada.teamId}/tiny`);
    return { image: { base64: picture.toString("base64") }, checkpoint: { id: await insertCheckpoint(api.database, ada.teamId, files) } };
  },
  deleteCheckpoint: async (own) => {
    await ada.client.mutate("removeAlias", { name: own.alias, teamId: own.team }, "removedName");
    return { id: own.checkpoint };
  },
  importCheckpoint: async () => {
    const tiny = await writeTinyCheckpoint(folder);
    const weights = await readFile(path.join(tiny, "weights.safetensors"));
    const { upload } = await ada.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
      "createUpload",
      { teamId: ada.teamId, purpose: "CHECKPOINT", fileName: "tiny.safetensors", sizeBytes: weights.byteLength },
      "upload { id parts { url } }",
    );
    await fetch(upload.parts[0]!.url, { method: "PUT", body: weights });
    await ada.client.mutate("completeUpload", { id: upload.id }, "upload { id }");
    return { uploadId: upload.id, vocabulary: await readFile(path.join(tiny, "vocab.txt"), "utf8"), config: { preset: "demo" } };
  },
  completeUpload: async () => {
    const { upload } = await ada.client.mutate<{ upload: { id: string; parts: { url: string }[] } }>(
      "createUpload",
      { teamId: ada.teamId, purpose: "IMAGE", fileName: "a.png", sizeBytes: 4 },
      "upload { id parts { url } }",
    );
    const put = await fetch(upload.parts[0]!.url, { method: "PUT", body: "four" });
    expect(put.status).toBe(200);
    return { id: upload.id };
  },
};

async function freshOwn(): Promise<Fixture> {
  const mate = await api.signUp("Mate");
  const { invitation } = await ada.client.mutate<{ invitation: { url: string } }>(
    "inviteMember",
    { teamId: ada.teamId },
    "invitation { url }",
  );
  await mate.client.mutate("acceptInvitation", { token: invitation.url.split("/").at(-1) }, "team { id }");
  const { database, store } = api.server.services;
  return makeFixture({ database, store, teamId: ada.teamId, userId: mate.userId, runnerId: runner.id });
}
const rows = (): Promise<{ action: string; actor_id: string; ip_address: string }[]> =>
  api.database.query("SELECT action, actor_id, ip_address FROM audit_events ORDER BY at, number");
async function callOf(mutation: string, own: Fixture): Promise<object> {
  if (OTHER_CALLS[mutation]) return OTHER_CALLS[mutation](own);
  const place = Object.entries(PLACES).find(([name]) => name.startsWith(`Mutation.${mutation}:`));
  if (!place) throw new Error(`${mutation} has no call here: add one to OTHER_CALLS, or a place to isolation-places.ts.`);
  return (place[1].variables(own[place[1].of], own) as { input: object }).input;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-audit-"));
  api = await startTestApi();
  ada = await api.signUp("Ada");
  runner = await api.createRunner(ada);
  await api.database.query("UPDATE teams SET run_cap = 1000");
});
afterAll(async () => {
  await api?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("evidence", () => {
  it.each(MUTATIONS.map(({ name }) => name).filter((name) => !RUNNERS_ONLY.includes(name)))(
    "is left once by %s, by who did it",
    async (name) => {
      const own = await freshOwn();
      const input = await callOf(name, own);
      const before = (await rows()).length;
      await ada.client.mutate(name, input, "__typename");
      expect((await rows()).slice(before)).toEqual([
        { action: name, actor_id: ada.userId, ip_address: expect.stringMatching(/127\.0\.0\.1/) },
      ]);
    },
  );

  it.each(RUNNERS_ONLY)("is not left by a runner's %s", async (name) => {
    const own = await freshOwn();
    const input = name === "claimRun" ? { requestId: "request-of-a-test", version: "1.0.0" } : await callOf(name, own);
    const before = await rows();
    const type = MUTATIONS.find((field) => field.name === name)!.args[0]!.type;
    const { errors } = await runner.client.ask(`mutation ($input: ${String(type)}) { ${name}(input: $input) { errors { code } } }`, {
      input,
    });
    expect(errors).toBeUndefined();
    expect(await rows()).toEqual(before);
  });

  it("is not left by a call that was refused", async () => {
    const eve = await api.signUp("Eve");
    const own = await freshOwn();
    const before = await rows();
    for (const [name, place] of Object.entries(PLACES)) {
      const [root, field] = name.split(":")[0]!.split(".") as [string, string];
      if (root !== "Mutation") continue;
      const type = MUTATIONS.find((mutation) => mutation.name === field)!.args[0]!.type;
      await eve.client.ask(
        `mutation ($input: ${String(type)}) { ${field}(input: $input) { errors { code } } }`,
        place.variables(own[place.of], own),
      );
    }
    expect(await rows()).toEqual(before);
  });

  it("is numbered without holes when many act at once, and each row covers the one before", async () => {
    const eve = await api.signUp("Eve");
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => eve.client.mutate("createDataset", { teamId: eve.teamId, name: `d${i}` }, "dataset { id }")),
    );
    const events = await api.server.services.database.forTeams([eve.teamId], (tx) =>
      tx.auditEvent.findMany({ where: { teamId: eve.teamId }, orderBy: { number: "asc" } }),
    );
    expect(events.map(({ number }) => Number(number))).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
    let previous = FIRST_PREVIOUS_HASH;
    for (const event of events) {
      expect(event.previousHash).toBe(previous);
      expect(event.hash).toBe(auditHash(event));
      previous = event.hash;
    }
    const changed = { ...events[3]!, summary: "Nothing happened." };
    expect(auditHash(changed)).not.toBe(changed.hash);
  });

  it("is shown newest first, page by page, to admins", async () => {
    const { team } = await ada.client.data<{
      team: { auditEvents: { edges: { node: { action: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    }>(
      "query ($s: String) { team(slug: $s) { auditEvents(first: 2) { edges { node { action actor summary } } pageInfo { endCursor hasNextPage } } } }",
      { s: ada.teamSlug },
    );
    expect(team.auditEvents.edges.length).toBe(2);
    expect(team.auditEvents.pageInfo.hasNextPage).toBe(true);
  });
});

describe("secrets", () => {
  it("stand neither in the database nor in the log, after all of this", async () => {
    const key = await api.createKey(ada);
    await key.client.ask("{ viewer { teams { id } } }");
    await fetch(`${api.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://127.0.0.1:3000" },
      body: JSON.stringify({ email: ada.email, password: ada.password }),
    });
    const { invitation } = await ada.client.mutate<{ invitation: { url: string } }>(
      "inviteMember",
      { teamId: ada.teamId },
      "invitation { url }",
    );
    const link = invitation.url.split("/").at(-1)!;
    const secrets = {
      key: key.secret,
      "the key's secret": key.secret.split("_")[2]!,
      runner: runner.token,
      "the runner's secret": runner.token.split("_")[2]!,
      link,
      password: ada.password,
      AUTH_SECRET: api.config.authSecret,
    };
    const tables = await api.database.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
    const dump = (
      await Promise.all(tables.map(({ name }) => api.database.query<{ text: string }>(`SELECT t::text AS text FROM "${name}" t`)))
    )
      .flat()
      .map(({ text }) => text)
      .join("\n");
    const log = api.logLines.join("");
    expect(dump.length).toBeGreaterThan(10_000);
    expect(log.length).toBeGreaterThan(1_000);
    for (const [name, secret] of Object.entries(secrets)) {
      expect(dump.includes(secret), `${name} in the database`).toBe(false);
      expect(log.includes(secret), `${name} in the log`).toBe(false);
    }
    const session = decodeURIComponent(ada.cookie.split("=")[1]!);
    expect(log.includes(session), "the session in the log").toBe(false);
    for (const text of [dump, log]) expect(text).not.toMatch(/(?:cap|rnt)_[0-9a-z]{26}_[0-9a-z]{52}/);
  });

  it("are blotted out by the log wherever they stand", () => {
    const before = api.logLines.length;
    const token = `cap_${"0".repeat(26)}_${"1".repeat(52)}_00000000`;
    api.server.services.log.info(
      {
        headers: { authorization: `Bearer ${token}`, cookie: "session=abc" },
        input: { password: "hunter2hunter2" },
        deep: { text: token },
      },
      `somebody said ${token}`,
    );
    const written = api.logLines.slice(before).join("");
    expect(written).toContain("somebody said");
    for (const secret of [token, "hunter2hunter2", "session=abc", "1".repeat(52)]) expect(written).not.toContain(secret);
  });
});
