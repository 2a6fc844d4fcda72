import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { WEB_ORIGIN } from "../../../../test/support/test-api.ts";
import { nameParts } from "./complete-upload.ts";
import { PART_BYTES } from "./upload-part.ts";

interface Session {
  readonly id: string;
  readonly status: string;
  readonly parts: readonly { readonly number: number; readonly sizeBytes: number; readonly url: string; readonly received: boolean }[];
}
const FIELDS = "id status sizeBytes partSizeBytes expiresAt parts { number sizeBytes url received }";
let api: TestApi;
let ada: TestUser;

beforeAll(async () => {
  api = await startTestApi();
  ada = await api.signUp("Ada");
});
afterAll(() => api.stop());
afterEach(() => void vi.useRealTimers());

const create = async (user: TestUser, input: object): Promise<Session> =>
  (
    await user.client.mutate<{ upload: Session }>(
      "createUpload",
      { purpose: "DATASET", fileName: "a.zip", ...input },
      `upload { ${FIELDS} }`,
    )
  ).upload;
const put = (part: Session["parts"][number], bytes: Buffer): Promise<Response> => fetch(part.url, { method: "PUT", body: bytes });
const complete = async (user: TestUser, id: string) =>
  await user.client.ask<{ completeUpload: { upload: Session | null; errors: { code: string; message: string }[] } }>(
    `mutation ($input: UploadIdInput!) { completeUpload(input: $input) { upload { ${FIELDS} } errors { code message path } } }`,
    { input: { id } },
  );

test("parts are named as ranges", () => {
  expect(nameParts([3, 5, 6, 7, 12])).toBe("3, 5-7, 12");
});

test("an upload goes on after a part was lost: what is missing is named, sent again, and everything is joined", async () => {
  const bytes = Buffer.alloc(2 * PART_BYTES + 5, 7);
  const session = await create(ada, { sizeBytes: bytes.byteLength });
  expect(session.parts.map(({ number, sizeBytes, received }) => [number, sizeBytes, received])).toEqual([
    [1, PART_BYTES, false],
    [2, PART_BYTES, false],
    [3, 5, false],
  ]);
  expect((await put(session.parts[0]!, bytes.subarray(0, PART_BYTES))).status).toBe(200);
  expect((await put(session.parts[2]!, bytes.subarray(2 * PART_BYTES))).status).toBe(200);
  // Cut short on the way.
  expect((await put(session.parts[1]!, bytes.subarray(0, 100))).status).toBe(422);

  const early = await complete(ada, session.id);
  expect(early.data!.completeUpload).toMatchObject({ upload: null, errors: [{ code: "UPLOAD_INCOMPLETE" }] });
  expect(early.data!.completeUpload.errors[0]!.message).toContain("1 of 3 parts are missing: 2.");

  const { upload: again } = await ada.client.data<{ upload: Session }>(`query ($id: ID!) { upload(id: $id) { ${FIELDS} } }`, {
    id: session.id,
  });
  expect(again.parts.map(({ received }) => received)).toEqual([true, false, true]);
  expect((await put(again.parts[1]!, bytes.subarray(PART_BYTES, 2 * PART_BYTES))).status).toBe(200);
  for (const _ of [1, 2]) {
    const { data } = await complete(ada, session.id);
    expect(data!.completeUpload).toMatchObject({ upload: { status: "COMPLETE", parts: [] }, errors: [] });
  }
  const [row] = await api.database.query<{ object_key: string }>("SELECT object_key FROM uploads WHERE id = $1", [session.id]);
  expect(await api.server.services.store.stat(row!.object_key)).toEqual({ sizeBytes: bytes.byteLength });
});

test("the same idempotency key answers the same upload, also when asked twice at once", async () => {
  const input = { sizeBytes: 10, idempotencyKey: "once" };
  const [one, two] = await Promise.all([create(ada, input), create(ada, input)]);
  expect(two.id).toBe(one.id);
  expect((await create(ada, input)).id).toBe(one.id);
});

test("each purpose has a limit that says what to do", async () => {
  const GIB = 1024 ** 3;
  const refused = async (input: object) => {
    const { data } = await ada.client.ask<{ createUpload: { errors: { code: string; message: string }[] } }>(
      "mutation ($input: CreateUploadInput!) { createUpload(input: $input) { errors { code message path } } }",
      { input: { fileName: "x", ...input } },
    );
    return data!.createUpload.errors[0];
  };
  expect(await refused({ purpose: "IMAGE", sizeBytes: 20 * 1024 ** 2 })).toMatchObject({ code: "IMAGE_TOO_LARGE", path: ["sizeBytes"] });
  expect(await refused({ purpose: "DATASET", sizeBytes: 20 * GIB + 1 })).toMatchObject({ code: "INVALID_INPUT" });
  expect(await refused({ purpose: "CHECKPOINT", sizeBytes: 8 * GIB + 1 })).toMatchObject({ code: "INVALID_INPUT" });
  expect(await refused({ purpose: "DATASET", sizeBytes: 0 })).toMatchObject({ code: "INVALID_INPUT" });
});

test("an upload of 20 GiB answers all its parts at once", async () => {
  const startedMs = performance.now();
  const { parts } = await create(ada, { sizeBytes: 20 * 1024 ** 3 });
  expect(parts).toHaveLength(2560);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});

test("another team's upload, a missing one and an expired one cannot be used", async () => {
  const eve = await api.signUp("Eve");
  const { id } = await create(ada, { sizeBytes: 3 });
  const foreign = await complete(eve, id);
  const missing = await complete(eve, "upl_01h8q8s0r4eqb8d3z1g0000000");
  expect(foreign).toEqual(missing);
  expect(foreign.errors![0]!.extensions.code).toBe("NOT_FOUND");
  await api.database.query("UPDATE uploads SET expires_at = now() - interval '1 s' WHERE id = $1", [id]);
  expect((await complete(ada, id)).data!.completeUpload.errors).toMatchObject([{ code: "UPLOAD_INCOMPLETE" }]);
});

test("who may only read gets no URL to write to", async () => {
  const { id } = await create(ada, { sizeBytes: 3 });
  const { client } = await api.createKey(ada, ["READ"]);
  const { errors } = await client.ask("query ($id: ID!) { node(id: $id) { ... on UploadSession { parts { url } } } }", { id });
  expect(errors![0]!.extensions.code).toBe("FORBIDDEN");
});

test("parts may be sent from the dashboard's pages and from no others", async () => {
  const { parts } = await create(ada, { sizeBytes: 3 });
  const ask = (origin: string) => fetch(parts[0]!.url, { method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT" } });
  const ours = await ask(WEB_ORIGIN);
  expect(ours.headers.get("access-control-allow-origin")).toBe(WEB_ORIGIN);
  expect(ours.headers.get("access-control-allow-methods")).toContain("PUT");
  expect((await ask("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  expect((await fetch(parts[0]!.url.replace(/signature=[^&]+/, "signature=x"), { method: "PUT", body: "abc" })).status).toBe(403);
});

test("an upload expires by the database's clock, not by the API's", async () => {
  const DAY_MS = 24 * 3_600_000;
  const made = await create(ada, { sizeBytes: 1 });
  const old = await create(ada, { sizeBytes: 1 });
  expect((await put(made.parts[0]!, Buffer.from("x"))).status).toBe(200);
  await api.database.query("UPDATE uploads SET expires_at = now() - interval '1 minute' WHERE id = $1", [old.id]);
  for (const days of [8, -8]) {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * DAY_MS });
    expect((await complete(ada, made.id)).data!.completeUpload, `${days} d`).toMatchObject({ upload: { status: "COMPLETE" }, errors: [] });
    expect((await complete(ada, old.id)).data!.completeUpload.errors, `${days} d`).toMatchObject([{ code: "UPLOAD_INCOMPLETE" }]);
    vi.useRealTimers();
  }
});
