/** @file The whole API in this process, on a free port, against a database of its own. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { readConfig, type Config } from "../../apps/api/src/config.ts";
import { createLog } from "../../apps/api/src/log.ts";
import { startServer, type ApiServer } from "../../apps/api/src/server.ts";
import { createServices, type Given } from "../../apps/api/src/services.ts";
import { freePort } from "../../tools/postgres/cluster.ts";
import { createRunner, signUp, type TestUser } from "./people.ts";
import { TestClient } from "./test-client.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export const WEB_ORIGIN = "http://127.0.0.1:3000";

export type { TestUser };
export interface TestApi {
  readonly url: string;
  readonly config: Config;
  readonly server: ApiServer;
  readonly database: TestDatabase;
  /** Nobody in particular. */
  readonly anonymous: TestClient;
  /** Everything logged so far, one JSON text a line. */
  readonly logLines: readonly string[];
  /** A new person with a team of their own. */
  signUp(name?: string): Promise<TestUser>;
  /** An API key of the user's team. Scopes: READ, WRITE and CAPTION unless given. */
  createKey(
    user: TestUser,
    scopes?: readonly string[],
  ): Promise<{ readonly client: TestClient; readonly id: string; readonly secret: string }>;
  /** A runner of the user's team, in its pool `default` unless given. */
  createRunner(user: TestUser, poolId?: string): Promise<{ readonly client: TestClient; readonly id: string; readonly token: string }>;
  stop(): Promise<void>;
}
export interface TestApiOptions {
  /** Environment variables beside those that every test has. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly services?: Given;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const [database, folder, port] = await Promise.all([
    createTestDatabase(),
    mkdtemp(path.join(os.tmpdir(), "capstan-test-api-")),
    freePort(),
  ]);
  const config = readConfig({
    API_PORT: String(port),
    WEB_ORIGIN,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_POOL_SIZE: "8",
    AUTH_SECRET: randomBytes(32).toString("base64"),
    OBJECTS_DIR: path.join(folder, "objects"),
    CACHE_DIR: path.join(folder, "cache"),
    CAPTION_WORKERS: "1",
    LOG_LEVEL: "debug",
    NODE_ENV: "test",
    THROTTLE_SIGN_IN: "0",
    ...options.variables,
  });
  const logLines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk));
      done();
    },
  });
  const log = createLog(config.logLevel, sink);
  const server = await startServer(config, await createServices(config, { log, ...options.services }));
  const { url } = server;
  const anonymous = new TestClient(url);

  return {
    url,
    config,
    server,
    database,
    anonymous,
    logLines,
    signUp: (name) => signUp(url, WEB_ORIGIN, name),
    async createKey(user, scopes) {
      const { apiKey, secret } = await user.client.mutate<{ apiKey: { id: string }; secret: string }>(
        "createApiKey",
        { teamId: user.teamId, name: "test", ...(scopes ? { scopes } : {}) },
        "apiKey { id } secret",
      );
      return { client: new TestClient(url, { authorization: `Bearer ${secret}` }), id: apiKey.id, secret };
    },
    createRunner,
    async stop() {
      await server.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
