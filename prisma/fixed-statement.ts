/**
 * @file A statement that is put together once, and asked with other values each time: composing kilobytes of SQL for each call,
 * and finding out again that it is the same text, takes longer than sending it.
 */
import type { Prisma } from "./generated/client.ts";

/** As the driver takes it. A `Prisma.Sql` is one, too. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

class StandIn {
  readonly key: PropertyKey;
  constructor(key: PropertyKey) {
    this.key = key;
  }
}

/**
 * @param compose composes the statement from stand-ins for the values: it may hand them on, and learns nothing of them.
 * @throws {Error} at the first call, when a value of the statement is not one of those.
 */
export function fixedStatement<Values extends object>(compose: (values: Values) => Prisma.Sql): (values: Values) => BoundStatement {
  let made: { readonly text: string; readonly keys: readonly (keyof Values)[] } | null = null;
  const make = (): NonNullable<typeof made> => {
    const { text, values } = compose(new Proxy({} as Values, { get: (_target, key) => new StandIn(key) }));
    const keys = (values as unknown[]).map((value) => {
      if (value instanceof StandIn) return value.key as keyof Values;
      throw new Error(`“${String(value)}” would stay in the statement for all calls.`);
    });
    return { text, keys };
  };
  return (values) => {
    made ??= make();
    return { text: made.text, values: made.keys.map((key) => values[key]) };
  };
}
