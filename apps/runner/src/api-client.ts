/**
 * @file Calls to the API over HTTP. Each has a deadline and a verdict: an answer, or an ApiFailure that says whether the
 * same call may succeed later.
 */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/**
 * `transient`: the network, a restarting API, an internal error; the same call may succeed later.
 * `unauthenticated`: the token is not, or no longer, valid. `refused`: the call itself is wrong; repeating it is useless.
 */
export type FailureKind = "transient" | "unauthenticated" | "refused";

export class ApiFailure extends Error {
  override name = "ApiFailure";
  readonly kind: FailureKind;
  readonly code: string | null;
  constructor(kind: FailureKind, message: string, options: { code?: string | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code ?? null;
  }
}

export const isTransient = (error: unknown): boolean => error instanceof ApiFailure && error.kind === "transient";

export interface ApiClient {
  /** @throws {ApiFailure} @throws AbortError when `signal` aborts first. */
  call<R, V>(
    document: TypedDocumentNode<R, V>,
    variables: V,
    options?: { signal?: AbortSignal | undefined; timeoutMs?: number },
  ): Promise<R>;
}

interface Reply {
  data?: unknown;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** How to take an HTTP status that came without a GraphQL answer. */
function judgeStatus(status: number): FailureKind {
  if (status === 401) return "unauthenticated";
  return status >= 500 || status === 408 || status === 429 || status === 404 ? "transient" : "refused";
}

/** How to take the first GraphQL error: only what the API names as the caller's fault is not tried again. */
function judgeCode(code: string | undefined): FailureKind {
  if (code === "UNAUTHENTICATED") return "unauthenticated";
  const isCallers = ["FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"].includes(code ?? "");
  return isCallers ? "refused" : "transient";
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  try {
    const reply = JSON.parse(text) as Reply;
    if (typeof reply === "object" && reply !== null && ("data" in reply || "errors" in reply)) return reply;
  } catch (cause) {
    throw new ApiFailure(judgeStatus(response.status), `The API answered ${response.status} without JSON.`, { cause });
  }
  throw new ApiFailure(judgeStatus(response.status), `The API answered ${response.status}, but not as GraphQL does. Is API_URL right?`);
}

/** A client of `endpoint` that calls with `token`. `fetchReply` is replaced by tests that break the network. */
export function createApiClient(endpoint: string, token: string, fetchReply: typeof fetch = fetch): ApiClient {
  return {
    async call(document, variables, { signal, timeoutMs = 10_000 } = {}) {
      const deadline = AbortSignal.timeout(timeoutMs);
      let response: Response;
      let reply: Reply;
      try {
        response = await fetchReply(endpoint, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
          body: JSON.stringify({ query: print(document), variables }),
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        });
        reply = await read(response);
      } catch (cause) {
        if (signal?.aborted) throw cause;
        if (cause instanceof ApiFailure) throw cause;
        const why = deadline.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(cause);
        throw new ApiFailure("transient", `The API at ${endpoint} is not reachable: ${why}.`, { cause });
      }
      const error = reply.errors?.[0];
      if (error) throw new ApiFailure(judgeCode(error.extensions?.code), error.message, { code: error.extensions?.code ?? null });
      return reply.data as never;
    },
  };
}

/** fetch hides the reason ("fetch failed") in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
