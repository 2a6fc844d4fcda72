/** @file One open WebSocket: who is on it, and whether they still may be. */
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import type { Callers, Credentials } from "../auth/callers.ts";
import type { Caller } from "../caller.ts";
import type { ChangeFeed } from "../live/change-feed.ts";

/** Close codes of ours beside those of graphql-transport-ws. */
export const CLOSE_NOT_SIGNED_IN = 4401;
export const CLOSE_ACCESS_CHANGED = 4403;
export const CLOSE_TOO_MANY = 4429;

const RECHECK_MS = 30_000;
/** A stolen runner token is worth nothing ten seconds after it was revoked, even when the database's word of it is lost. */
const RECHECK_RUNNER_MS = 8_000;

/** What of a caller a subscription was granted on. */
function rightsOf(caller: Caller): string {
  switch (caller.kind) {
    case "user":
      return JSON.stringify([caller.id, caller.sessionId, [...caller.roles].sort()]);
    case "apiKey":
      return JSON.stringify([caller.id, caller.teamId, [...caller.scopes].sort()]);
    case "runner":
      return JSON.stringify([caller.id, caller.teamId, caller.poolId, caller.isShared]);
    case "anonymous":
      return "anonymous";
  }
}

export class SocketSession {
  readonly caller: Caller;
  readonly ipAddress: string | null;
  readonly #socket: WebSocket;
  readonly #callers: Callers;
  readonly #credentials: Credentials;
  readonly #ended = new AbortController();
  readonly #recheck: NodeJS.Timeout;

  constructor(options: {
    socket: WebSocket;
    request: IncomingMessage;
    callers: Callers;
    credentials: Credentials;
    caller: Caller;
    changes: ChangeFeed;
  }) {
    this.#socket = options.socket;
    this.#callers = options.callers;
    this.#credentials = options.credentials;
    this.caller = options.caller;
    this.ipAddress = options.request.socket.remoteAddress ?? null;
    this.#recheck = setInterval(() => void this.#check(), options.caller.kind === "runner" ? RECHECK_RUNNER_MS : RECHECK_MS);
    void this.#follow(options.changes);
  }

  end(): void {
    clearInterval(this.#recheck);
    this.#ended.abort();
  }

  /** Asks again at once when the database says that this caller's rights changed. */
  async #follow(changes: ChangeFeed): Promise<void> {
    if (this.caller.kind === "anonymous") return;
    const kinds = this.caller.kind === "runner" ? (["runner", "access"] as const) : (["access"] as const);
    for await (const _change of changes.watch(kinds, this.caller.id, this.#ended.signal)) await this.#check();
  }

  async #check(): Promise<void> {
    // When the database cannot be asked, nothing is granted anew either: the next check says.
    const found = await this.#callers.find(this.#credentials, { fresh: true }).catch(() => null);
    if (found === null) return;
    if (found === "refused" || rightsOf(found) !== rightsOf(this.caller))
      this.#socket.close(CLOSE_ACCESS_CHANGED, "Your access changed: connect again.");
  }
}
