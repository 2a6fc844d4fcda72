import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostileDocuments } from "../../../../test/support/hostile-documents.ts";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, type TestApi, type TestUser } from "../../../../test/support/test-api.ts";
import { SOCKET_MESSAGE_BYTES_MAX } from "./limits.ts";

let api: TestApi;
let ada: TestUser;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  ada = await api.signUp();
  key = `Bearer ${(await api.createKey(ada, ["ADMIN"])).secret}`;
});
afterAll(() => api?.stop());

const corpus = hostileDocuments();
interface Refusal {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

describe("hostile documents", () => {
  it("are refused in the same words over HTTP and over WebSocket, and hold nobody up", async () => {
    expect(corpus.length).toBeGreaterThan(200);
    await ada.client.ask("{ __typename }");
    const memoryBefore = process.memoryUsage.rss();
    const tookMs: number[] = [];
    for (const { name, query, variables = {} } of corpus) {
      const startedMs = performance.now();
      const response = await ada.client.send(query, variables, { authorization: key });
      const { data, errors } = (await response.json()) as { data?: unknown; errors: Refusal[] };
      tookMs.push(performance.now() - startedMs);
      expect(response.status, name).toBe(400);
      expect(data, name).toBeUndefined();
      expect(errors[0]!.extensions.code, name).toBe("BAD_USER_INPUT");

      const socket = await SocketClient.connect(api.url, { authorization: key });
      socket.subscribe("1", query, variables);
      if (Buffer.byteLength(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables } })) > SOCKET_MESSAGE_BYTES_MAX) {
        expect((await socket.closed).code, name).toBe(1009);
        continue;
      }
      const { payload } = await socket.until(({ type }) => type === "error");
      expect(payload, name).toEqual(errors);
      socket.close();
      await socket.closed;
    }
    // Half of them, because a busy machine delays some; check-document.test.ts counts each one's processor time.
    expect(tookMs.sort((a, b) => a - b)[tookMs.length >> 1]).toBeLessThan(50);
    expect(process.memoryUsage.rss() - memoryBefore).toBeLessThan(150 * 1024 * 1024);
  }, 120_000);

  it("are answered when they only look so", async () => {
    for (const query of [
      `{ viewer { teams { ${Array.from({ length: 15 }, (_, i) => `a${i}: id`).join(" ")} } } }`,
      `{ ${Array.from({ length: 5 }, (_, i) => `a${i}: viewer { teams { id } }`).join(" ")} }`,
      "{ viewer { teams { members { user { id name } } auditEvents(first: 100) { edges { node { id } } } } } }",
      `#${"x".repeat(90 * 1024)}\n{ viewer { teams { id } } }`,
    ]) {
      expect((await ada.client.ask(query)).errors).toBeUndefined();
    }
  });
});

describe("bodies", () => {
  const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }): Promise<Response> =>
    fetch(`${api.url}/graphql`, { method: "POST", headers: { authorization: key, ...headers }, body });

  it("over 1 MiB are refused", async () => {
    const response = await post(JSON.stringify({ query: "{ __typename }", variables: { x: "y".repeat(1024 * 1024) } }));
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(/larger than 1 MiB.*createUpload/), extensions: { code: "BAD_USER_INPUT" } }],
    });
  });

  it("that hold a batch, no JSON, or no query are refused", async () => {
    expect((await post(JSON.stringify([{ query: "{ __typename }" }]))).status).toBe(400);
    for (const body of [
      "",
      "{",
      "null",
      "{}",
      '{"query": 1}',
      '{"query": ""}',
      '{"query": "{ __typename }", "variables": []}',
      '{"query": "{ __typename }", "operationName": 5}',
    ]) {
      const response = await post(body);
      expect(response.status, body).toBe(400);
      expect(((await response.json()) as { errors: Refusal[] }).errors[0]!.extensions.code, body).toBe("BAD_USER_INPUT");
    }
  });

  it("nest as deep as they like without hurting", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const response = await post(`{"query":"{ __typename }","variables":{"x":${deep}}}`);
    expect(response.status).toBeLessThan(500);
    expect((await ada.client.ask("{ __typename }")).errors).toBeUndefined();
  });

  it("hold one file, and are read no further than a picture may reach", async () => {
    const send = async (bytes: number, files = 1): Promise<Response> => {
      const form = new FormData();
      form.set("operations", JSON.stringify({ query: "query ($a: String) { team(slug: $a) { id } }", variables: { a: null } }));
      form.set("map", JSON.stringify(Object.fromEntries(Array.from({ length: files }, (_, i) => [String(i), ["variables.a"]]))));
      for (let i = 0; i < files; i++) form.set(String(i), new Blob([new Uint8Array(bytes)]), "picture.png");
      return fetch(`${api.url}/graphql`, {
        method: "POST",
        headers: { authorization: key, "apollo-require-preflight": "true" },
        body: form,
      });
    };
    // A file where text belongs is refused by the schema; the point is that the request was read at all.
    expect((await send(1_000)).status).toBe(400);
    expect((await send(65 * 1024 * 1024)).status).toBe(413);
    expect((await send(10, 2)).status).toBe(413);
  });
});
