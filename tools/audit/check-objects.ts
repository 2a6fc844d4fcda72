/** @file Reads the bytes of every committed checkpoint and compares them with what its row promises: the half of I4 that SQL cannot see. */
import { createHash } from "node:crypto";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import pg from "pg";
import type { Finding } from "./run-checks.ts";

interface StoredFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
const CHECK = {
  invariant: "I4",
  name: "a checkpoint's bytes verify",
  means: "Every file of a committed checkpoint is in the store, with its size and SHA-256.",
} as const;
const IDS_SHOWN = 5;

async function verifies(store: ObjectStore, file: StoredFile): Promise<boolean> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of (await store.get(file.key)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    if (error instanceof ObjectMissing) return false;
    throw error;
  }
  return sizeBytes === file.sizeBytes && hash.digest("hex") === file.sha256;
}

/** One object after the other, so that a live platform hardly feels it. A checkpoint that is deleted meanwhile is not missed. */
export async function checkObjects(url: string, store: ObjectStore): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, application_name: "capstan audit" });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; files: StoredFile[] }>(
      "SELECT id, files FROM checkpoints WHERE status = 'COMMITTED' ORDER BY id",
    );
    const broken: string[] = [];
    for (const { id, files } of rows) {
      let isWhole = true;
      for (const file of files) isWhole &&= await verifies(store, file);
      if (isWhole) continue;
      const still = await client.query("SELECT FROM checkpoints WHERE id = $1 AND status = 'COMMITTED'", [id]);
      if (still.rowCount === 1) broken.push(id);
    }
    return { ...CHECK, broken: broken.length, ids: broken.slice(0, IDS_SHOWN) };
  } finally {
    await client.end();
  }
}
