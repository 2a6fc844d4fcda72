#!/usr/bin/env node
/**
 * @file The schema engine of `prisma migrate`, without its download.
 *
 * Prisma's command line starts a schema engine as a program: usually a native one that it downloads from a vendor's host.
 * This is the same engine, from Prisma's own WebAssembly build on npm, behind the documented variable
 * PRISMA_SCHEMA_ENGINE_BINARY. It speaks the engine's protocol: JSON-RPC, a line a message, on standard input and output,
 * and the two one-shot commands `cli can-connect-to-database` and `cli create-database`. Plain JavaScript, because Prisma
 * starts it with whatever Node runs Prisma.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { readFileSync } from "node:fs";
import { createDatabase, dropDatabase, probe } from "./databases.mjs";
import { createEngine } from "./engine.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { datamodels: { type: "string", multiple: true }, datasource: { type: "string" }, version: { type: "boolean" } },
});
const { url = "" } = JSON.parse(values.datasource ?? "{}");

if (values.version) {
  process.stdout.write("schema-engine-wasm\n");
} else if (positionals[0] === "cli") {
  await oneShot(positionals[1]);
} else {
  await serve();
}

/** Runs one command and reports a failure in the engine's own log format: the first line is dropped by the caller. */
async function oneShot(command) {
  const commands = { "can-connect-to-database": probe, "create-database": createDatabase, "drop-database": dropDatabase };
  try {
    if (!commands[command]) throw new Error(`The schema engine has no command “${command}”.`);
    await commands[command](url);
  } catch (error) {
    const fields = { error_code: errorCode(error), message: error.message };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`);
    process.exitCode = 1;
  }
}

/** Prisma's code for a failed connection: it chooses what the command line says. */
function errorCode(error) {
  if (error.code === "28P01" || error.code === "28000") return "P1000";
  return error.code === "3D000" ? "P1003" : "P1001";
}

/** Answers requests one after the other until standard input ends. */
async function serve() {
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const models = (values.datamodels ?? []).map((path) => [path, readFileSync(path, "utf8")]);
  let prints = 0;
  const print = (content) => send({ id: `print-${++prints}`, method: "print", params: { content } });
  const call = await createEngine({ url, models, shadowUrl: JSON.parse(values.datasource ?? "{}").shadowDatabaseUrl, print });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (!method) continue; // an acknowledgement of `print`
    try {
      send({ id, result: (await call(method, params)) ?? {} });
    } catch (error) {
      const data = { is_panic: false, message: String(error.message ?? error), error_code: error.code, meta: error.meta ?? null };
      send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
    }
  }
  process.exit(0);
}
