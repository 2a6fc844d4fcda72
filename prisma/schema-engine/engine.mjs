/** @file Prisma's WebAssembly schema engine, bound to PostgreSQL through @prisma/adapter-pg, and what it needs help with. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createDatabase, dropDatabase, onDatabase, probe } from "./databases.mjs";

const require = createRequire(import.meta.url);

/** Catalog column types (char, name and their arrays) that the adapter does not read, and the readable type of one shape. */
const READABLE = new Map([
  [18, 1042],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

class CatalogPool extends pg.Pool {
  async query(...args) {
    const result = await super.query(...args);
    for (const field of result?.fields ?? []) field.dataTypeID = READABLE.get(field.dataTypeID) ?? field.dataTypeID;
    return result;
  }
}

/** A connection for the engine. `afterwards` runs when it is disposed of. */
async function connect(url, afterwards = async () => {}) {
  const schema = new URL(url).searchParams.get("schema") ?? "public";
  const pool = new CatalogPool({ connectionString: url, max: 1, options: `-c search_path=${schema}` });
  const adapter = await new PrismaPg(pool, { schema }).connect();
  // The adapter cuts scripts at semicolons, which breaks function bodies; the simple protocol takes a script whole.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.dispose = async () => {
    await pool.end();
    await afterwards();
  };
  return adapter;
}

async function loadWasm() {
  const glue = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bindings = await import(glue);
  const { instance } = await WebAssembly.instantiate(readFileSync(glue.replace(/\.js$/, ".wasm")), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

/**
 * A function `call(method, params)` that answers the engine's JSON-RPC methods.
 * `print` receives what the engine would write on its standard output.
 */
export async function createEngine({ url, models, shadowUrl, print }) {
  const SchemaEngine = await loadWasm();
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    async connectToShadowDb() {
      if (shadowUrl) return connect(shadowUrl);
      const shadow = onDatabase(url, `prisma_migrate_shadow_db_${randomUUID()}`);
      await createDatabase(shadow);
      return connect(shadow, () => dropDatabase(shadow));
    },
  });
  let started;
  const engine = () => (started ??= SchemaEngine.new({ datamodels: models.length > 0 ? models : undefined }, () => {}, factory));

  // These two want a shadow database but do not say who makes one. After devDiagnostic has replayed the same migrations,
  // the engine answers them from its cache.
  const afterReplay = (method) => async (params) => {
    await (await engine()).devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
    return (await engine())[method](params);
  };
  const own = {
    ensureConnectionValidity: () => probe(url).then(() => ({})),
    evaluateDataLoss: afterReplay("evaluateDataLoss"),
    createMigration: afterReplay("createMigration"),
    getDatabaseVersion: async () => (await engine()).version(null),
    createDatabase: () => createDatabase(url).then(() => ({ databaseName: decodeURIComponent(new URL(url).pathname.slice(1)) })),
    async dbExecute({ script }) {
      const adapter = await connect(url);
      try {
        await adapter.executeScript(script);
      } finally {
        await adapter.dispose();
      }
    },
    async diff(params) {
      const result = await (await engine()).diff(params);
      if (result.stdout !== null && result.stdout !== undefined) print(result.stdout);
      return { ...result, stdout: null };
    },
  };
  return async (method, params) => (own[method] ? own[method](params) : (await engine())[method](params));
}
