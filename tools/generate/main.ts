/**
 * @file Writes every generated file that is committed, or with `--check` says which of them are stale.
 *
 *   node tools/generate/main.ts                 the printed schema, the page of settings, the typed documents
 *   node tools/generate/main.ts --documents     the typed documents only, against the committed schema
 *   node tools/generate/main.ts --check         writes nothing; exit 1 when a committed file is stale
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { configurationDocs } from "./configuration-docs.ts";
import { generateDocuments } from "./documents.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const flags = new Set(process.argv.slice(2));

async function outputs(): Promise<{ file: string; content: string }[]> {
  const contract = `${ROOT}packages/contract/schema.graphql`;
  if (flags.has("--documents")) return generateDocuments(contract);
  const { printContract } = await import("../../apps/api/src/schema/print-contract.ts");
  const schema = printContract();
  // Against what was just printed: a new field and the document that asks for it come in one change.
  return [
    { file: contract, content: schema },
    { file: `${ROOT}docs/configuration.md`, content: configurationDocs() },
    ...(await generateDocuments(schema)),
  ];
}

const stale: string[] = [];
for (const { file, content } of await outputs()) {
  const committed = await readFile(file, "utf8").catch(() => "");
  if (committed === content) continue;
  stale.push(file.slice(ROOT.length));
  if (flags.has("--check")) continue;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}
if (flags.has("--check") && stale.length > 0) {
  console.error(`Stale generated files:\n  ${stale.join("\n  ")}\nRun: npm run generate`);
  process.exitCode = 1;
} else if (stale.length > 0) {
  console.log(`Wrote ${stale.join(", ")}`);
}
