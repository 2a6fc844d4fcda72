/** @file The change feed over PostgreSQL's LISTEN: one connection per process, which comes back by itself. */
import postgres from "postgres";
import { CHANGE_KINDS, type Change, type ChangeFeed, type ChangeKind } from "./change-feed.ts";
import { ChangeQueue } from "./change-queue.ts";

const CHANNEL = "capstan";
/** A connection that hears nothing is asked, so that one whose other end vanished is noticed. */
const PROBE_MS = 15_000;

interface Watcher {
  readonly kinds: ReadonlySet<ChangeKind>;
  readonly queue: ChangeQueue;
}

/** `run:<team>:<id>`, as the migrations and announcements.ts write it; null when it is not ours. */
export function parseChange(payload: string): Change | null {
  const [kind, teamId, id] = payload.split(":");
  if (!(CHANGE_KINDS as readonly string[]).includes(kind ?? "") || !teamId || !id) return null;
  return { kind: kind as ChangeKind, teamId, id };
}

export class PostgresChangeFeed implements ChangeFeed {
  readonly #sql: postgres.Sql;
  /** By what they watch: a row's or a team's id. */
  readonly #watchers = new Map<string, Set<Watcher>>();
  #probe: NodeJS.Timeout | undefined;

  /** @param url any role may listen. */
  constructor(url: string) {
    this.#sql = postgres(url, {
      max: 1,
      onnotice: () => {},
      keep_alive: 10,
      connect_timeout: 5,
      backoff: (tries: number) => Math.min(0.1 * 2 ** tries, 2),
    });
  }

  /** Resolves when it listens. From then on it listens again by itself whenever the connection was lost. */
  async start(): Promise<void> {
    let announced = "";
    let heard = true;
    await this.#sql.listen(
      CHANNEL,
      (payload) => {
        if (payload === announced) heard = true;
        const change = parseChange(payload);
        if (change) this.#deliver(change);
      },
      () => this.#wakeEverybody(),
    );
    // Our own word must come back over the listening connection. When it does not, wake everybody: they read the table.
    this.#probe = setInterval(() => {
      if (!heard) this.#wakeEverybody();
      heard = false;
      announced = `probe:${crypto.randomUUID()}`;
      this.#sql.notify(CHANNEL, announced).catch(() => {});
    }, PROBE_MS);
    this.#probe.unref();
  }

  watch(kind: ChangeKind | readonly ChangeKind[], of: string, signal: AbortSignal): AsyncIterable<Change> {
    const watcher = { kinds: new Set(typeof kind === "string" ? [kind] : kind), queue: new ChangeQueue(signal) };
    if (signal.aborted) return watcher.queue;
    const watchers = this.#watchers.get(of) ?? new Set();
    this.#watchers.set(of, watchers.add(watcher));
    signal.addEventListener(
      "abort",
      () => {
        watchers.delete(watcher);
        if (watchers.size === 0 && this.#watchers.get(of) === watchers) this.#watchers.delete(of);
      },
      { once: true },
    );
    return watcher.queue;
  }

  /** How many are watching now; for the metrics page and for tests of leaks. */
  get watcherCount(): number {
    let count = 0;
    for (const watchers of this.#watchers.values()) count += watchers.size;
    return count;
  }

  async close(): Promise<void> {
    clearInterval(this.#probe);
    await this.#sql.end({ timeout: 1 });
  }

  #deliver(change: Change): void {
    for (const key of [change.id, change.teamId]) {
      if (key === null) continue;
      for (const watcher of this.#watchers.get(key) ?? []) if (watcher.kinds.has(change.kind)) watcher.queue.push(change);
    }
  }

  #wakeEverybody(): void {
    for (const watchers of this.#watchers.values()) {
      for (const { kinds, queue } of watchers) for (const kind of kinds) queue.push({ kind, teamId: null, id: null });
    }
  }
}
