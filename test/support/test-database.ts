/** @file A database of its own for a test file: a copy of the migrated template. */
import { randomBytes } from "node:crypto";
import { createDatabase, dropDatabase, urlAs } from "@capstan/prisma/roles";
import { Database } from "@capstan/prisma/database";
import pg from "pg";
import { inject } from "vitest";
import { adminUrlFor, TEST_PASSWORDS } from "./test-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** An administrator's URL of the test server; null where no database test can run. */
    databaseAdminUrl: string | null;
    databaseTemplate: string;
  }
}

export interface TestDatabase {
  readonly name: string;
  readonly appUrl: string;
  readonly systemUrl: string;
  /** The superuser's URL: looks past row-level security. */
  readonly ownerUrl: string;
  /** One statement as the superuser: to prepare what no caller can, and to look at everything. */
  query<Row extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The API's way to the database. */
  open(poolSize?: number): Database;
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("databaseAdminUrl");
  if (adminUrl === null)
    throw new Error("There is no test database: test/support/global-setup.ts did not run. Start vitest in the repository's root.");
  const name = `capstan_test_${randomBytes(6).toString("hex")}`;
  await createDatabase(adminUrl, name, inject("databaseTemplate"));
  const ownerUrl = adminUrlFor(adminUrl, name);
  const appUrl = urlAs(adminUrl, "capstan_app", TEST_PASSWORDS.app, name);
  const systemUrl = urlAs(adminUrl, "capstan_system", TEST_PASSWORDS.system, name);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on("error", () => {});
  const opened: Database[] = [];
  return {
    name,
    appUrl,
    systemUrl,
    ownerUrl,
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      return (await owner.query<Row>(sql, [...values])).rows;
    },
    open(poolSize = 4) {
      const database = new Database({ appUrl, systemUrl, poolSize });
      opened.push(database);
      return database;
    },
    async drop() {
      await Promise.allSettled(opened.map((database) => database.close()));
      await owner.end();
      await dropDatabase(adminUrl, name);
    },
  };
}
