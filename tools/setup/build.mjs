/** @file Builds what is built: the database client, the native engine and the dashboard. Each is skipped when it is up to date. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { NODE, ROOT, ourEnvironment, run } from "./command.mjs";
import { StageError, stage } from "./stage.mjs";

const STAMPS = path.join(ROOT, "node_modules", ".capstan-built");

/** SHA-256 over the names and bytes of every file under `places`. */
function contentHash(places) {
  const hash = createHash("sha256");
  const add = (file) =>
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (["node_modules", ".next", ".turbo", "build", "generated"].includes(entry.name)) continue;
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(place);
      else if (entry.isFile() && !/\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/.test(entry.name)) add(place);
    }
  };
  for (const place of places) {
    if (place.includes(".")) add(place);
    else walk(place);
  }
  return hash.digest("hex");
}

/** Runs `work` unless it ran before on the same sources and its product is there. */
async function whenStale(name, places, product, work) {
  const stamp = path.join(STAMPS, name);
  const hash = contentHash(places);
  if (existsSync(path.join(ROOT, product)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await work();
  mkdirSync(STAMPS, { recursive: true });
  // A new file: the old one may be another checkout's, too, where node_modules was copied by hard links.
  rmSync(stamp, { force: true });
  writeFileSync(stamp, hash);
}

const lastLines = (output) => output.trim().split("\n").slice(-15).join("\n");

export const buildDatabaseClient = () =>
  whenStale("prisma", ["prisma/schema"], "prisma/generated/client.ts", () =>
    stage("Making the database client", async () => {
      const env = {
        ...ourEnvironment(),
        PRISMA_SCHEMA_ENGINE_BINARY: path.join(ROOT, "prisma/schema-engine/main.mjs"),
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      };
      const { code, output } = await run(NODE, ["node_modules/prisma/build/index.js", "generate"], { env });
      if (code !== 0) throw new StageError(`prisma generate failed:\n${lastLines(output)}`);
    }),
  );

/** Never fails: without the native engine, another one trains. */
export async function buildEngine() {
  const script = path.join(ROOT, "packages/engine/native/build.mjs");
  if (!existsSync(script)) return;
  await stage("Building the native engine", async (say) => {
    const { output } = await run(NODE, [script], { onLine: say });
    return output.trim().split("\n").at(-1) ?? "";
  });
}

export const buildDashboard = () =>
  whenStale("web", ["apps/web", "packages/run", "packages/training-config", "package-lock.json"], "apps/web/.next/BUILD_ID", () =>
    stage("Building the dashboard", async (say) => {
      const { code, output } = await run(
        NODE,
        ["node_modules/turbo/bin/turbo", "run", "build", "--filter=@capstan/web", "--output-logs=full"],
        { onLine: (line) => say(line.slice(0, 60)) },
      );
      if (code !== 0)
        throw new StageError(
          `The dashboard could not be built:\n${lastLines(output)}${/ENOSPC/.test(output) ? "\nThe disk is full." : ""}`,
        );
    }),
  );

export async function buildAll() {
  await buildDatabaseClient();
  await buildEngine();
  await buildDashboard();
}
