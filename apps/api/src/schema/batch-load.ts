/** @file Loads many rows in one query where a list's fields would ask for each on its own. */
import DataLoader from "dataloader";
import type { Context } from "../context.ts";

/**
 * A loader by key; keys that are asked for in the same tick of one request go to `load` together. Nothing is remembered from
 * tick to tick, so that a subscription, whose context lives long, reads fresh rows.
 * @param load the values by key; a key that it leaves out is null.
 */
export function batchLoad<Value>(
  load: (ctx: Context, keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): (ctx: Context, key: string) => Promise<Value | null> {
  const loaders = new WeakMap<Context, DataLoader<string, Value | null>>();
  return (ctx, key) => {
    let loader = loaders.get(ctx);
    if (!loader) {
      const unique = async (keys: readonly string[]): Promise<(Value | null)[]> => {
        const found = await load(ctx, [...new Set(keys)]);
        return keys.map((key) => found.get(key) ?? null);
      };
      loader = new DataLoader(unique, { cache: false, maxBatchSize: 1000 });
      loaders.set(ctx, loader);
    }
    return loader.load(key);
  };
}

/** Rows by their id. */
export const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
