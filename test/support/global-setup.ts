/**
 * @file One PostgreSQL for all database tests of a vitest run, with a migrated template that each test file copies.
 * CAPSTAN_TEST_DATABASE_URL (an administrator's URL) uses a server of your own instead.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createDatabase, createRoles, dropDatabase } from "@capstan/prisma/roles";
import { migrate } from "@capstan/prisma/migrate";
import { startCluster, type Cluster } from "../../tools/postgres/cluster.ts";
import { adminUrlFor, TEST_PASSWORDS } from "./test-server.ts";

interface Project {
  provide(key: "databaseAdminUrl", value: string | null): void;
  provide(key: "databaseTemplate", value: string): void;
}

/** Durability is the server's business, not ours: tests go without it. */
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300", shared_buffers: "64MB" };

export default async function setup(project: Project): Promise<() => Promise<void>> {
  const template = `capstan_template_${process.pid}_${Date.now().toString(36)}`;
  let cluster: Cluster | null = null;
  let folder: string | null = null;
  let adminUrl = process.env.CAPSTAN_TEST_DATABASE_URL ?? null;
  if (adminUrl === null) {
    folder = await mkdtemp(path.join(os.tmpdir(), "capstan-test-postgres-"));
    cluster = await startCluster({ dataDir: path.join(folder, "data"), password: TEST_PASSWORDS.admin, settings: FAST });
    adminUrl = cluster.url("postgres");
  }
  const teardown = async (): Promise<void> => {
    if (cluster) await cluster.stop();
    else await dropDatabase(adminUrl, template);
    if (folder) await rm(folder, { recursive: true, force: true });
  };
  try {
    await createRoles(adminUrl, TEST_PASSWORDS);
    await createDatabase(adminUrl, template);
    await migrate(adminUrlFor(adminUrl, template));
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide("databaseAdminUrl", adminUrl);
  project.provide("databaseTemplate", template);
  return teardown;
}
