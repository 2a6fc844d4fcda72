/** @file Removes what an import wrote. Its keys are known: a manifest, and shards that count up. */
import type { ObjectStore } from "@capstan/storage/object-store";

export async function discardPrefix(store: ObjectStore, prefix: string): Promise<void> {
  await store.delete(`${prefix}/manifest.json`);
  for (let number = 0; ; number++) {
    const key = `${prefix}/shards/${String(number).padStart(5, "0")}.tar`;
    if ((await store.stat(key)) === null) return;
    await store.delete(key);
  }
}
