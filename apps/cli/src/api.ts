/** @file Calls to the API as the signed-in person, by HTTP and WebSocket; failures come as one line that says what to do. */
import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { CliError } from "./cli-error.ts";
import type { Environment } from "./config.ts";
import { loadSignIn, type SignIn } from "./sign-in.ts";

interface Reply {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly requestId?: string } }[];
}

/** `http://host:4000` and `http://host:4000/graphql` both mean the same API. */
export function apiOrigin(apiUrl: string): string {
  if (!URL.canParse(apiUrl))
    throw new CliError(`“${apiUrl}” is not an address. Give it like this: --api-url http://127.0.0.1:4000`, { exitCode: 2 });
  return apiUrl.replace(/\/+$/, "").replace(/\/graphql$/, "");
}

/** fetch says only "fetch failed"; the reason is in its cause. */
export const reasonOf = (error: unknown): string => {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? String(error);
};

/** Sends `body` to the API's endpoint. @throws {CliError} */
export async function post(apiUrl: string, headers: Record<string, string>, body: string | FormData, timeoutMs = 30_000): Promise<unknown> {
  const endpoint = `${apiOrigin(apiUrl)}/graphql`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: { accept: "application/json", ...headers },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (cause) {
    throw new CliError(`The API at ${endpoint} does not answer (${reasonOf(cause)}). Is it running? Start it with: npm start`, { cause });
  }
  let reply: Reply;
  try {
    reply = JSON.parse(text) as Reply;
  } catch (cause) {
    throw new CliError(`${endpoint} answered ${response.status}, but not as the API does. Check the address: capstan login --api-url URL`, {
      cause,
    });
  }
  const error = reply.errors?.[0];
  if (!error) return reply.data;
  const { code, requestId } = error.extensions ?? {};
  if (code === "UNAUTHENTICATED")
    throw new CliError("The API does not know this sign-in: its key was revoked or has expired. Run: capstan login");
  if (code === "FORBIDDEN") throw new CliError(`${error.message} Your role or API key does not allow it.`);
  throw new CliError(
    code === "INTERNAL"
      ? `The API failed inside${requestId ? ` (request ${requestId})` : ""}. Try again; its log says why.`
      : error.message,
  );
}

export class Api {
  readonly signIn: SignIn;
  constructor(signIn: SignIn) {
    this.signIn = signIn;
  }

  static async open(env: Environment): Promise<Api> {
    return new Api(await loadSignIn(env));
  }

  get #authorization(): string {
    return `Bearer ${this.signIn.apiKey}`;
  }

  /** @throws {CliError} */
  async call<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    const body = JSON.stringify({ query: print(document), variables });
    return (await post(this.signIn.apiUrl, { "content-type": "application/json", authorization: this.#authorization }, body)) as R;
  }

  /** Calls with one file at `path` of the variables, by the GraphQL multipart request specification. @throws {CliError} */
  async callWithFile<R, V>(document: TypedDocumentNode<R, V>, variables: V, path: string, file: Blob, fileName: string): Promise<R> {
    const form = new FormData();
    form.append("operations", JSON.stringify({ query: print(document), variables }));
    form.append("map", JSON.stringify({ 0: [path] }));
    form.append("0", file, fileName);
    // The preflight header is what proves to the API that no other site's page made this request.
    return (await post(this.signIn.apiUrl, { authorization: this.#authorization, "apollo-require-preflight": "true" }, form, 120_000)) as R;
  }

  /** A WebSocket client that connects again for as long as it takes; `onLink` hears when the link comes and goes. */
  subscribe(onLink: (isUp: boolean) => void): Client {
    return createClient({
      url: `${apiOrigin(this.signIn.apiUrl).replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.#authorization },
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: (retries) => sleep(Math.min(5000, 250 * 2 ** retries) * (0.5 + Math.random())),
      keepAlive: 10_000,
      on: { connected: () => onLink(true), closed: () => onLink(false) },
    });
  }
}
