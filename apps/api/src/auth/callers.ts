/**
 * @file Finds who is calling: by API key or runner token, or by the dashboard's session cookie.
 *
 * A token is remembered for a few seconds, so that a busy caller costs no query each time. It is forgotten at once when the
 * database announces a change; should that word be lost, a revoked key is refused after those seconds.
 */
import type { Database } from "@capstan/prisma/database";
import { findApiKey } from "@capstan/prisma/queries/find-api-key";
import type { Logger } from "pino";
import type { Caller } from "../caller.ts";
import type { ChangeFeed } from "../live/change-feed.ts";
import type { People } from "./people.ts";
import { readToken, sameHash } from "./token.ts";

export interface Credentials {
  /** The header, or `connectionParams.authorization` of a WebSocket. */
  readonly authorization: string | null;
  /** Only of a request that a page of ours may have sent. */
  readonly cookie: string | null;
  /** Called when the session was prolonged, with the cookies to set. Without it, sessions are not prolonged. */
  readonly onCookies?: (setCookies: readonly string[]) => void;
}
/** `refused`: credentials were sent and are not, or no longer, good. */
export type Found = Caller | "refused";

const REMEMBER_MS = 8_000;
const REMEMBERED_MAX = 5_000;
/** How exact `lastUsedAt` is. */
const LAST_USED_MS = 60_000;
const ANONYMOUS: Caller = { kind: "anonymous" };

export class Callers {
  readonly #system: Database["system"];
  readonly #people: People;
  readonly #changes: ChangeFeed;
  readonly #log: Logger;
  readonly #remembered = new Map<string, Promise<Found>>();
  readonly #lastUsed = new Map<string, number>();

  constructor(options: { readonly database: Database; readonly people: People; readonly changes: ChangeFeed; readonly log: Logger }) {
    this.#system = options.database.system;
    this.#people = options.people;
    this.#changes = options.changes;
    this.#log = options.log;
  }

  /** Who sends these credentials. `fresh` asks the database again. Sessions are asked for each time: rights change with them. */
  async find({ authorization, cookie, onCookies }: Credentials, { fresh = false } = {}): Promise<Found> {
    if (authorization === null) return cookie === null ? ANONYMOUS : this.#bySession(cookie, onCookies);
    const token = readToken(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "");
    if (!token) return "refused";
    const key = `${token.id} ${token.hash}`;
    const known = this.#remembered.get(key);
    if (known && !fresh) return known;
    const found = token.kind === "apiKey" ? this.#byApiKey(token.id, token.hash) : this.#byRunnerToken(token.id, token.hash);
    this.#remember(key, token.id, found);
    return found;
  }

  /** Until a few seconds have passed, or the database says that this token's rights changed. */
  #remember(key: string, id: string, found: Promise<Found>): void {
    if (this.#remembered.size >= REMEMBERED_MAX) return;
    const forgotten = new AbortController();
    const forget = (): void => {
      if (this.#remembered.get(key) === found) this.#remembered.delete(key);
      forgotten.abort();
    };
    this.#remembered.set(key, found);
    setTimeout(forget, REMEMBER_MS).unref();
    found.then((caller) => caller === "refused" && forget(), forget);
    void (async () => {
      for await (const _change of this.#changes.watch(["access", "runner"], id, forgotten.signal)) forget();
    })();
  }

  async #byApiKey(id: string, hash: string): Promise<Found> {
    const key = await findApiKey(this.#system, id);
    if (!key || !sameHash(key.secretHash, hash) || key.isOver) return "refused";
    this.#noteUse(id);
    return { kind: "apiKey", id, name: key.name, teamId: key.teamId, scopes: new Set(key.scopes), expiresAt: key.expiresAt };
  }

  async #byRunnerToken(id: string, hash: string): Promise<Found> {
    const runner = await this.#system.runner.findUnique({
      where: { id },
      include: { pool: { select: { team: { select: { isOperator: true } } } } },
    });
    if (!runner || !sameHash(runner.tokenHash, hash) || runner.revokedAt !== null) return "refused";
    return { kind: "runner", id, name: runner.name, teamId: runner.teamId, poolId: runner.poolId, isShared: runner.pool.team.isOperator };
  }

  async #bySession(cookie: string, onCookies: Credentials["onCookies"]): Promise<Found> {
    const { response: signedIn, headers } = await this.#people.api.getSession({
      headers: new Headers({ cookie }),
      query: { disableRefresh: onCookies === undefined },
      returnHeaders: true,
    });
    if (!signedIn) return ANONYMOUS;
    const setCookies = headers.getSetCookie();
    if (setCookies.length > 0) onCookies?.(setCookies);
    const { user, session } = signedIn;
    const memberships = await this.#system.member.findMany({
      where: { userId: user.id },
      orderBy: { createdAt: "asc" },
      select: { teamId: true, role: true },
    });
    const roles = new Map(memberships.map(({ teamId, role }) => [teamId, role]));
    return { kind: "user", id: user.id, name: user.name, email: user.email, sessionId: session.id, roles };
  }

  #noteUse(id: string): void {
    const now = Date.now();
    if (now - (this.#lastUsed.get(id) ?? 0) < LAST_USED_MS) return;
    if (this.#lastUsed.size >= REMEMBERED_MAX) this.#lastUsed.clear();
    this.#lastUsed.set(id, now);
    this.#system.apiKey
      .update({ where: { id }, data: { lastUsedAt: new Date(now) }, select: { id: true } })
      .catch((error: unknown) => this.#log.warn({ err: error }, "the last use of an API key was not noted"));
  }
}
